using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Models;

/// <summary>The ETag of a model: another as soon as a version comes or goes, an alias moves, or a version is given something.</summary>
internal static class ModelTag
{
    private const int Digits = 16;

    /// <summary>The tag. O(versions).</summary>
    /// <param name="model">The model.</param>
    public static EntityTagHeaderValue Of(StoredModel model)
    {
        var state = new StringBuilder(VersionNumber.ToText(model.LastNumber));
        foreach (var version in model.Versions) state.Append('\n').Append(VersionNumber.ToText(version.Version));
        if (model.Rewriting > 0) state.Append("\n*").Append(VersionNumber.ToText(model.Rewriting));
        foreach (var (alias, version) in model.AllAliases) state.Append('\n').Append(alias).Append('=').Append(VersionNumber.ToText(version));
        foreach (var (version, given) in model.Annotations) state.Append('\n').Append(VersionNumber.ToText(version)).Append(':').Append(given.Revision);
        return new EntityTagHeaderValue($"\"{model.Name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state.ToString())))[..Digits]}\"");
    }
}
