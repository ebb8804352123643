using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using SegmentationService.Api.Http;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Models;

/// <summary>The ETag of a version: another as soon as anything is that <c>GET /models/{model}/versions/{version}</c> tells.</summary>
internal static class VersionTag
{
    /// <summary>So many digits of a fingerprint tell versions apart that were given the same number, in two stores.</summary>
    private const int Digits = 16;

    /// <summary>The tag.</summary>
    /// <param name="model">The model as it is; null where it is gone.</param>
    /// <param name="version">The version.</param>
    /// <param name="hasTable">Whether the table that it was trained on is kept.</param>
    public static EntityTagHeaderValue Of(StoredModel? model, StoredVersion version, bool hasTable)
    {
        var serving = model?.IsChampion(version.Version) == true ? "-champion" : "";
        var given = version.Annotations is { IsNone: false } annotations ? $"-{annotations.Revision}" : "";
        var rewritten = version.Place.Rewriting > 0 ? $"-{VersionNumber.ToText(version.Place.Rewriting)}" : "";
        var table = hasTable ? "-table" : "";
        return new EntityTagHeaderValue($"\"{version.ModelName}-{version.Version}-{version.Fingerprint["sha256:".Length..][..Digits]}{serving}{given}{rewritten}{table}\"");
    }

    /// <summary>Whether a version is as the sender of a change saw it. That the time of its table has come meanwhile is nobody's change, and hinders none.</summary>
    /// <param name="precondition">What the change demands.</param>
    /// <param name="model">The model as it is.</param>
    /// <param name="version">The version as it is.</param>
    public static bool Meets(Precondition precondition, StoredModel model, StoredVersion version) =>
        precondition.Holds(Of(model, version, hasTable: true)) || precondition.Holds(Of(model, version, hasTable: false));

    /// <summary>412: a version is not as the sender of a change saw it.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="version">The number of the version.</param>
    public static ProblemDetails Failed(string model, int version) =>
        Precondition.Failed($"Version {VersionNumber.ToText(version)} of '{model}' is not as it was read: its names, notes, colours or labels were changed, a customer was taken out of it, or whether it serves.");
}
