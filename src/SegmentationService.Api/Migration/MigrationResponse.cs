using SegmentationService.Api.Models;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Migration;

namespace SegmentationService.Api.Migration;

/// <summary>Who has moved between the segments of two versions, and why.</summary>
internal sealed record MigrationResponse
{
    /// <summary>The name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The number of the old version.</summary>
    public required int From { get; init; }

    /// <summary>The number of the new version.</summary>
    public required int To { get; init; }

    /// <summary>By what segments of the two versions are the same: <c>ids</c>, which the new version took over from the old one, or <c>customers</c>, the most that they share.</summary>
    public required string AlignedBy { get; init; }

    /// <summary>The moments that recency, tenure and the days of dates count until, in either table; null where no version reads any.</summary>
    public required MigrationMomentsResponse? AsOf { get; init; }

    /// <summary>How many customers there are.</summary>
    public required MigratedCustomersResponse Customers { get; init; }

    /// <summary>Why the customers of both tables are where they are; the five add up to all of them.</summary>
    public required WhyMigratedResponse Why { get; init; }

    /// <summary>What became of each segment: those of the old version, then those that are new.</summary>
    public required IReadOnlyList<SegmentMigrationResponse> Segments { get; init; }

    /// <summary>From where to where the customers of both tables went.</summary>
    public required TransitionsResponse Transitions { get; init; }

    /// <summary>What to know of the numbers.</summary>
    public required IReadOnlyList<NoticeResponse> Notices { get; init; }

    public static MigrationResponse Of(
        StoredVersion from, StoredVersion to, bool isAlignedByIds, SegmentPairs pairs, MigratedCustomers customers, MigrationMomentsResponse? asOf, IReadOnlyList<NoticeResponse> ofLogs)
    {
        var report = MigrationReport.Of(customers.Labels, customers.Gone, customers.Arrived, pairs);
        var (old, now) = (from.Model.Segments, to.Model.Segments);
        var (oldNames, newNames) = (from.SegmentNames, to.SegmentNames);
        return new MigrationResponse
        {
            Model = from.ModelName,
            From = from.Version,
            To = to.Version,
            AlignedBy = isAlignedByIds ? "ids" : "customers",
            AsOf = asOf,
            Customers = new MigratedCustomersResponse(customers.Labels.Customers, customers.Gone.Sum(), customers.Arrived.Sum(), customers.Unassigned),
            Why = new WhyMigratedResponse(report.Causes.Stayed, report.Causes.Customer, report.Causes.Model, report.Causes.Both, report.Causes.Cancelled),
            Segments =
            [
                .. report.Segments.Select(change => new SegmentMigrationResponse(
                    change.Old < 0 ? null : new SegmentNameResponse(old[change.Old].Id, oldNames[change.Old]),
                    change.New < 0 ? null : new SegmentNameResponse(now[change.New].Id, newNames[change.New]),
                    change.Old < 0 ? null : pairs.Overlap[change.Old],
                    change.Before,
                    change.After,
                    new MigrationEffectsResponse(change.CustomerEffect, change.ModelEffect),
                    change.Gone,
                    change.Arrived)),
            ],
            Transitions = new TransitionsResponse(
                [.. old.Select(segment => segment.Id)],
                [.. now.Select(segment => segment.Id)],
                [.. Enumerable.Range(0, old.Count).Select(row => (IReadOnlyList<int>)[.. Enumerable.Range(0, now.Count).Select(column => report.Transitions[row, column])])]),
            Notices = customers.Unassigned == 0 ? ofLogs : [.. ofLogs, Unassigned(customers.Unassigned)],
        };
    }

    private static NoticeResponse Unassigned(int customers) => new(
        "customers_unassigned",
        null,
        $"{customers} customer{(customers == 1 ? " has" : "s have")} a value that cannot be read, or none that a model uses, in one of the tables, and {(customers == 1 ? "is" : "are")} left out.");
}

/// <summary>The moments that two tables count until.</summary>
/// <param name="Old">That of the old one; null where it reads none.</param>
/// <param name="New">That of the new one; null where it reads none.</param>
internal sealed record MigrationMomentsResponse(DateTime? Old, DateTime? New);

/// <summary>How many customers two tables have.</summary>
/// <param name="Both">In both tables.</param>
/// <param name="Gone">In the old one alone.</param>
/// <param name="New">In the new one alone.</param>
/// <param name="Unassigned">Left out, since a model could not assign them.</param>
internal sealed record MigratedCustomersResponse(int Both, int Gone, int New, int Unassigned);

/// <summary>Why customers of both tables are where they are.</summary>
/// <param name="Stayed">Neither the customer nor the model has moved.</param>
/// <param name="Customer">The customer has moved by the old model, and the new one agrees.</param>
/// <param name="Model">The customer has not moved by the old model, and the new one puts it elsewhere.</param>
/// <param name="Both">Both, and it is elsewhere than before.</param>
/// <param name="Cancelled">Both, and it is where it was.</param>
internal sealed record WhyMigratedResponse(int Stayed, int Customer, int Model, int Both, int Cancelled);

/// <summary>What became of a segment: <paramref name="After"/> is <paramref name="Before"/> with both effects, less <paramref name="Gone"/>, and <paramref name="New"/>.</summary>
/// <param name="From">The segment of the old version; null where it is new.</param>
/// <param name="To">The segment of the new version; null where it is retired.</param>
/// <param name="Overlap">The share of the customers of either that are in both, each counted by its old and by its new values; null where there is one only.</param>
/// <param name="Before">The customers of the old table in it, by the old version.</param>
/// <param name="After">The customers of the new table in it, by the new version.</param>
/// <param name="Effects">By how many customers of both tables it has grown, and why.</param>
/// <param name="Gone">Its customers of the old table who are not in the new one.</param>
/// <param name="New">Its customers of the new table who are not in the old one.</param>
internal sealed record SegmentMigrationResponse(
    SegmentNameResponse? From, SegmentNameResponse? To, double? Overlap, long Before, long After, MigrationEffectsResponse Effects, int Gone, int New);

/// <summary>By how many customers a segment has grown: each of the two orders of the changes counts half, so halves occur. They add up to the whole.</summary>
/// <param name="Customers">Since customers have changed.</param>
/// <param name="Model">Since the model has.</param>
internal sealed record MigrationEffectsResponse(double Customers, double Model);

/// <summary>A segment.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
internal sealed record SegmentNameResponse(int Id, string Name);

/// <summary>From where to where customers went.</summary>
/// <param name="From">The ids of the segments of the old version: the rows.</param>
/// <param name="To">Those of the new version: the columns.</param>
/// <param name="Counts">For each row, of each column the customers of both tables.</param>
internal sealed record TransitionsResponse(IReadOnlyList<int> From, IReadOnlyList<int> To, IReadOnlyList<IReadOnlyList<int>> Counts);
