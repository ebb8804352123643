namespace SegmentationService.Api.Storage.Format;

/// <summary>What lists tell of a version: of each a few hundred bytes, however large it is.</summary>
/// <param name="CreatedAt">When it was stored: UTC, whole seconds.</param>
/// <param name="Customers">The number of customers that it was trained on.</param>
/// <param name="Clusters">The number of segments.</param>
/// <param name="Silhouette">The mean silhouette; null with one segment.</param>
/// <param name="Fingerprint">The fingerprint of the model.</param>
/// <param name="Job">The job that trained it; null when none did.</param>
internal sealed record VersionDigest(DateTime CreatedAt, int Customers, int Clusters, double? Silhouette, string Fingerprint, Guid? Job)
{
    /// <summary>The digest of a version.</summary>
    /// <param name="content">What it holds.</param>
    public static VersionDigest Of(VersionContent content) => new(
        content.CreatedAt,
        content.Trained.Report.Customers,
        content.Trained.Model.Segments.Count,
        content.Trained.Report.Quality.Silhouette,
        content.Fingerprint,
        content.Job);
}
