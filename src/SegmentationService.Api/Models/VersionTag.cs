using Microsoft.Net.Http.Headers;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Models;

/// <summary>The ETag of a version: another as soon as anything is that <c>GET /models/{model}/versions/{version}</c> tells, but for a kept table whose time has come.</summary>
internal static class VersionTag
{
    /// <summary>So many digits of a fingerprint tell versions apart that were given the same number, in two stores.</summary>
    private const int Digits = 16;

    /// <summary>The tag.</summary>
    /// <param name="model">The model as it is; null where it is gone.</param>
    /// <param name="version">The version.</param>
    public static EntityTagHeaderValue Of(StoredModel? model, StoredVersion version)
    {
        var serving = model?.IsChampion(version.Version) == true ? "-champion" : "";
        var given = version.Annotations is { IsNone: false } annotations ? $"-{annotations.Revision}" : "";
        return new EntityTagHeaderValue($"\"{version.ModelName}-{version.Version}-{version.Fingerprint["sha256:".Length..][..Digits]}{serving}{given}\"");
    }
}
