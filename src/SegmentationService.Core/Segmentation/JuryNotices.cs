using System.Globalization;
using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Segmentation;

/// <summary>Says of which segments a jury is not sure, and why there is none.</summary>
internal static class JuryNotices
{
    /// <summary>A segment below it is hardly the same when customers are resampled (Hennig 2007, section 3).</summary>
    private const double Unstable = 0.6;

    /// <summary>Below it a segment is found again in part.</summary>
    private const double Doubtful = 0.75;

    /// <summary>As many segments are named at most.</summary>
    private const int MostNamed = 8;

    /// <summary>The notices.</summary>
    /// <param name="segments">The segments.</param>
    /// <param name="verdict">What the jury found; null where there is none.</param>
    public static IEnumerable<Notice> Of(IReadOnlyList<Segment> segments, JuryVerdict? verdict)
    {
        if (verdict is null)
        {
            if (segments.Count > 1)
                yield return new Notice("no_jury", null, segments.Count > Jurors.MostClusters
                    ? $"There are more than {Jurors.MostClusters} segments, too many for refits on resampled customers: the confidence is made of distances alone, and the stability of the segments is not known."
                    : "There are so few different customers that resampled ones cannot be clustered again: the confidence is made of distances alone, and the stability of the segments is not known.");
            yield break;
        }

        if (Named(stability => stability < Unstable) is { Length: > 0 } unstable)
            yield return new Notice("unstable_segment", null, $"Hardly found again when customers are resampled: {Listed(unstable)}. Where such a segment ends is chance; fewer segments are usually more stable.");
        if (Named(stability => stability is >= Unstable and < Doubtful) is { Length: > 0 } wavering)
            yield return new Notice("wavering_segment", null, $"Found again in part when customers are resampled: {Listed(wavering)}. There is such a segment each time, but its border wavers: who belongs to it there is open.");

        string[] Named(Func<double?, bool> isMeant) =>
        [
            .. segments.Select((segment, c) => (segment.Name, Stability: verdict.Stability[c])).Where(segment => isMeant(segment.Stability))
                .Select(segment => $"'{Excerpt.Of(segment.Name)}' (stability {segment.Stability!.Value.ToString("0.00", CultureInfo.InvariantCulture)})"),
        ];
    }

    private static string Listed(string[] segments) =>
        string.Join(", ", segments.Take(MostNamed)) + (segments.Length > MostNamed ? $" and {segments.Length - MostNamed} more" : "");
}
