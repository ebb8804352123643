using SegmentationService.Api.Models;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Drift;

namespace SegmentationService.Api.Drift;

/// <summary>How the customers that a version was asked for compare with those of its training, in counts.</summary>
internal sealed record DriftResponse
{
    /// <summary>The name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The number of the version.</summary>
    public required int Version { get; init; }

    /// <summary>The customers that were counted; one that was asked for again counts again.</summary>
    public required long Customers { get; init; }

    /// <summary>When the counting began, in UTC; null where nothing has been counted.</summary>
    public required DateTime? Since { get; init; }

    /// <summary>The customers of the training, which they are compared with.</summary>
    public required int TrainingCustomers { get; init; }

    /// <summary>Whether anything has drifted.</summary>
    public required bool Drift { get; init; }

    /// <summary>The features, in the order of the model.</summary>
    public required IReadOnlyList<FeatureDriftResponse> Features { get; init; }

    /// <summary>How many customers each segment has.</summary>
    public required SegmentsDriftResponse Segments { get; init; }

    /// <summary>For each column that the model reads, who lacks a value.</summary>
    public required IReadOnlyList<MissingDriftResponse> Missing { get; init; }

    /// <summary>How far customers lie from the centroid of their segment, in the feature space.</summary>
    public required DistanceDriftResponse Distance { get; init; }

    /// <summary>What to know of the numbers.</summary>
    public required IReadOnlyList<NoticeResponse> Notices { get; init; }

    public static DriftResponse Of(StoredVersion version, DriftReference reference, DriftTotal total)
    {
        var (report, cells, set) = (DriftReport.Of(reference, total.Counts), new DriftCells(reference), version.Model.FeatureSet);
        var customers = cells.Customers(total.Counts);
        return new DriftResponse
        {
            Model = version.ModelName,
            Version = version.Version,
            Customers = customers,
            Since = customers == 0 ? null : total.Since,
            TrainingCustomers = reference.Customers,
            Drift = report.All.Any(test => test.IsDrift),
            Features =
            [
                .. set.Features.Select((feature, f) => new FeatureDriftResponse(feature.Name, Bins(reference.Features[f], cells.Feature(total.Counts, f), feature.Restore), report.Features[f])),
            ],
            Segments = new SegmentsDriftResponse([.. version.Model.Segments.Select((segment, c) => new SegmentCountResponse(segment.Id, reference.Segments[c], cells.Segments(total.Counts)[c]))], report.Segments),
            Missing = [.. set.Inputs.Select((input, i) => new MissingDriftResponse(input.Name, reference.Missing[i], cells.Missing(total.Counts, i), report.Missing[i]))],
            Distance = new DistanceDriftResponse(Bins(reference.Distance, cells.Distance(total.Counts), distance => distance), report.Distance),
            Notices = [.. NoticesOf(total)],
        };
    }

    private static IEnumerable<NoticeResponse> NoticesOf(DriftTotal total)
    {
        yield return new NoticeResponse("calls_counted", null, "Every call of /predict counts, so a customer that is asked for again counts again; no customer is kept. /predict/batch and /explain are not counted.");
        if (total.Ignored > 0) yield return new NoticeResponse("counts_ignored", null, $"{total.Ignored} file{(total.Ignored == 1 ? "" : "s")} of counts on the volume cannot be used, and what they counted is left out; the log says why.");
    }

    private static BinCountResponse[] Bins(BinnedCounts bins, ReadOnlySpan<long> live, Func<double, double> restore)
    {
        var told = new BinCountResponse[live.Length];
        for (var i = 0; i < told.Length; i++) told[i] = new BinCountResponse(i < bins.Edges.Count ? restore(bins.Edges[i]) : null, bins.Counts[i], live[i]);
        return told;
    }
}
