using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Segmentation.Profiles;

namespace SegmentationService.Api.Models;

/// <summary>A trained version: what <c>POST /train</c> answers, and <c>GET /models/{model}/versions/{version}</c> again.</summary>
internal sealed record VersionResponse
{
    /// <summary>What a segment tells of a feature: its centroid and statistics as objects.</summary>
    private const int BytesOfValue = 300;

    /// <summary>The name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The number of the version; versions of a model count up.</summary>
    public required int Version { get; init; }

    /// <summary>When it was trained, in UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>Whether it is the champion now, the version that serves when none is named.</summary>
    public required bool Promoted { get; init; }

    /// <summary>What people have noted of it; null where nobody has.</summary>
    public required string? Note { get; init; }

    /// <summary>The number of customers that it was trained on.</summary>
    public required int Customers { get; init; }

    /// <summary>The number of segments.</summary>
    public required int Clusters { get; init; }

    /// <summary>The seed of the training.</summary>
    public required long Seed { get; init; }

    /// <summary>The SHA-256 of all that prediction depends on: equal models have equal fingerprints.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What a row of the body was: <c>customers</c> or <c>transactions</c>.</summary>
    public required string Input { get; init; }

    /// <summary>How the log of orders was read that the customers were made of; null where they came as a table.</summary>
    public required TransactionsResponse? Transactions { get; init; }

    /// <summary>How the number of segments was found.</summary>
    public required SelectionResponse Selection { get; init; }

    /// <summary>Whether the segments are groups of customers, or cuts through a continuum; null where that was not looked at: of more than 50 segments, and of a version stored before it was.</summary>
    public required StructureResponse? Structure { get; init; }

    /// <summary>How the segments come from those of the version that was the parent; null where there was none, as of a first version, and of a version stored before there were parents.</summary>
    public required LineageResponse? Lineage { get; init; }

    /// <summary>The labels that were given to columns, at the training or since, by the names of the columns.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>What customers are measured by, and how each value is prepared.</summary>
    public required IReadOnlyList<FeatureResponse> Features { get; init; }

    /// <summary>The segments, largest first.</summary>
    public required IReadOnlyList<SegmentResponse> Segments { get; init; }

    /// <summary>What the confidence of predictions is made of: <c>jury</c>, the share of refits on resampled customers that agree, or <c>distance</c>, as in versions from before there were juries.</summary>
    public required string ConfidenceBasis { get; init; }

    /// <summary>How many refits on resampled customers vote on the confidence; null where it is by distances.</summary>
    public required int? Jurors { get; init; }

    /// <summary>The scores of the chosen number of segments.</summary>
    public required QualityResponse Quality { get; init; }

    /// <summary>What it was trained on, and how it was asked for; null for a version stored before that was kept.</summary>
    public required SourceResponse? Source { get; init; }

    /// <summary>What each column of the table was taken for and why; empty for a version stored before this was kept.</summary>
    public required IReadOnlyList<ColumnResponse> Columns { get; init; }

    /// <summary>What the columns of the table say of all customers, whether segments are made of them or not; null for a version stored before that was kept, and where it would be very long.</summary>
    public required TableProfileResponse? Profile { get; init; }

    /// <summary>What the analyst should know: columns left out, values imputed or clipped, tiny segments.</summary>
    public required IReadOnlyList<NoticeResponse> Notices { get; init; }

    /// <summary>How long each part of the training took, in milliseconds.</summary>
    public required TimingsResponse Timings { get; init; }

    /// <summary>What the answer of a version takes in memory, about, in bytes.</summary>
    public static long BytesOf(StoredVersion version) =>
        BytesOfValue * (long)version.Model.Segments.Count * (version.Model.FeatureSet.Features.Count + (version.Report.Profiles.Count > 0 ? version.Report.Profiles[0].Statistics.Count : 0) + (version.Report.Table?.Columns.Sum(column => 1 + column.Values.Count) ?? 0));

    /// <summary>A version as it is now.</summary>
    /// <param name="store">Tells what it is to its model.</param>
    /// <param name="version">The version.</param>
    /// <param name="hasTable">Whether the table that it was trained on is kept.</param>
    public static VersionResponse Of(ModelStore store, StoredVersion version, bool hasTable)
    {
        var (model, report) = (version.Model, version.Report);
        var (given, labels) = (version.Labels, SegmentResponse.LabelsOf(version));
        var isChampion = store.Find(version.ModelName)?.IsChampion(version.Version) == true;
        return new VersionResponse
        {
            Model = version.ModelName,
            Version = version.Version,
            CreatedAt = version.CreatedAt,
            Promoted = isChampion,
            Note = version.Annotations.Note,
            Customers = report.Customers,
            Clusters = model.Segments.Count,
            Seed = report.Seed,
            Fingerprint = version.Fingerprint,
            Input = report.Orders is null ? "customers" : "transactions",
            Transactions = report.Orders is { } orders ? TransactionsResponse.Of(orders) : null,
            Selection = new SelectionResponse(RuleName(report.Selection.Rule), report.Selection.Reason, [.. report.Selection.Candidates.Select(CandidateResponse.Of)]),
            Structure = report.Structure is { } structure ? StructureResponse.Of(version, structure) : null,
            Lineage = report.Lineage is { } lineage ? LineageResponse.Of(version, lineage) : null,
            Labels = given.Given,
            Features = [.. model.FeatureSet.Features.Select(feature => FeatureResponse.Of(feature, given))],
            Segments = [.. model.Segments.Select((_, index) => SegmentResponse.Of(version, labels, index))],
            ConfidenceBasis = BasisOf(model),
            Jurors = model.Jury?.Count,
            Quality = new QualityResponse(report.Quality.Inertia, report.Quality.Silhouette, report.Quality.SilhouetteCustomers),
            Source = version.Source is { } source ? SourceResponse.Of(source, hasTable) : null,
            Columns = [.. report.Columns.Select(column => ColumnResponse.Of(column, given))],
            Profile = report.Table is { } table ? TableProfileResponse.Of(table, given, report.Customers) : null,
            Notices = [.. report.Notices.Where(notice => notice.Code != Promotion.NoticeCode || !isChampion).Select(NoticeResponse.Of)],
            Timings = new TimingsResponse(version.Timings.ReadMs, version.Timings.PrepareMs, version.Timings.SearchMs, version.Timings.ProfileMs, version.Timings.SaveMs),
        };
    }

    /// <summary>What the confidence of a model is made of.</summary>
    public static string BasisOf(SegmentationModel model) => model.Jury is null ? "distance" : "jury";

    private static string RuleName(SelectionRule rule) => rule switch
    {
        SelectionRule.Fixed => "fixed",
        SelectionRule.Silhouette => "silhouette",
        SelectionRule.Elbow => "elbow",
        SelectionRule.Separate => "separate",
        SelectionRule.StableElbow => "stable_elbow",
        _ => "largest_smallest_share",
    };
}

/// <summary>How a log of orders was read; <c>POST /predict/batch?input=transactions</c> reads in the same way.</summary>
/// <param name="AsOf">The moment that recency and tenure count from, in the time of the log.</param>
/// <param name="Customer">The column of the customer.</param>
/// <param name="Invoice">The column of the invoice; null where purchases are told apart by their time.</param>
/// <param name="Date">The column of the date.</param>
/// <param name="Amount">The column of the money; null where it is quantity times price, or there is none.</param>
/// <param name="Quantity">The column of the number of pieces.</param>
/// <param name="Price">The column of the price of a piece.</param>
/// <param name="DateFormat"><c>day-first</c>, <c>month-first</c>, <c>unix</c> and its like, <c>excel</c> or a pattern; null where the dates leave nothing open.</param>
/// <param name="Time">The column of the time of the day beside the date.</param>
/// <param name="Status">The column that says what became of an order, or what happened.</param>
/// <param name="CountStatus">The values of the status that count; null where all but those that mean no purchase do.</param>
/// <param name="Currency">The column of the currency.</param>
/// <param name="AmountPer"><c>line</c>, or <c>order</c> where the amount stands on each line of its order and counts once; null where no order has several lines.</param>
/// <param name="Guests">The ids that stand for customers who are not known and are left out; null where that was not looked for.</param>
/// <param name="From">The first purchase that counts; null, as what follows, for a version stored before it was kept.</param>
/// <param name="To">The last one.</param>
/// <param name="Lines">The lines of the log.</param>
/// <param name="Purchases">The purchases that count.</param>
/// <param name="Money">Their money; null where the log has none.</param>
/// <param name="MoneyLeftOut">The money of lines that do not count, as far as it is known and above zero.</param>
/// <param name="Columns">Which column is what, at a glance: <c>customer</c>, <c>invoice</c>, <c>date</c>, <c>time</c>, <c>amount</c>, <c>quantity</c>, <c>price</c>, <c>status</c> and <c>currency</c>, as far as the log has them.</param>
internal sealed record TransactionsResponse(
    DateTime AsOf,
    string? Customer,
    string? Invoice,
    string? Date,
    string? Amount,
    string? Quantity,
    string? Price,
    string? DateFormat,
    string? Time,
    string? Status,
    IReadOnlyList<string>? CountStatus,
    string? Currency,
    string? AmountPer,
    IReadOnlyList<string>? Guests,
    DateTime? From,
    DateTime? To,
    long? Lines,
    long? Purchases,
    double? Money,
    double? MoneyLeftOut,
    IReadOnlyDictionary<string, string> Columns)
{
    public static TransactionsResponse Of(OrderOrigin orders) => new(
        orders.AsOf,
        orders.Parts.Customer,
        orders.Parts.Invoice,
        orders.Parts.Date,
        orders.Parts.Amount,
        orders.Parts.Quantity,
        orders.Parts.Price,
        orders.DateFormat,
        orders.Parts.Time,
        orders.Parts.Status,
        orders.CountStatus,
        orders.Parts.Currency,
        orders.IsAmountPerOrder is { } isPerOrder ? isPerOrder ? "order" : "line" : null,
        orders.Guests,
        orders.Summary?.First,
        orders.Summary?.Last,
        orders.Summary?.Lines,
        orders.Summary?.Purchases,
        orders.Summary?.Money,
        orders.Summary?.MoneyLeftOut,
        ColumnsOf(orders.Parts));

    private static OrderedDictionary<string, string> ColumnsOf(OrderParts parts)
    {
        var columns = new OrderedDictionary<string, string>();
        foreach (var (part, column) in (ReadOnlySpan<(string, string?)>)
        [
            ("customer", parts.Customer), ("invoice", parts.Invoice), ("date", parts.Date), ("time", parts.Time), ("amount", parts.Amount),
            ("quantity", parts.Quantity), ("price", parts.Price), ("status", parts.Status), ("currency", parts.Currency),
        ])
            if (column is not null) columns.Add(part, column);
        return columns;
    }
}

/// <summary>How the number of segments was found.</summary>
/// <param name="Rule"><c>fixed</c>, <c>separate</c>, <c>silhouette</c>, <c>stable_elbow</c>, <c>elbow</c> or <c>largest_smallest_share</c>.</param>
/// <param name="Reason">The rule in a sentence.</param>
/// <param name="Candidates">Every number of segments that was tried.</param>
internal sealed record SelectionResponse(string Rule, string Reason, IReadOnlyList<CandidateResponse> Candidates);

/// <summary>One number of segments that was tried; a score without a value is null.</summary>
/// <param name="Clusters">The number of segments.</param>
/// <param name="Inertia">The sum of squared distances to the centroids, in the feature space.</param>
/// <param name="Silhouette">The mean silhouette, -1 to 1.</param>
/// <param name="SilhouetteCustomers">The number of customers that the silhouette was computed on.</param>
/// <param name="CalinskiHarabasz">The Calinski-Harabasz score; larger is better.</param>
/// <param name="DaviesBouldin">The Davies-Bouldin score; smaller is better.</param>
/// <param name="SmallestShare">The share of the smallest segment.</param>
/// <param name="Eligible">Whether that share is at least <c>minShare</c>.</param>
/// <param name="Iterations">The passes of the best run.</param>
/// <param name="Groups">How many groups the segments form, those that no valley separates being one; null where that was not looked at.</param>
/// <param name="Stability">How much of its segments is found again among customers drawn anew, 0 to 1; null where that was not asked.</param>
internal sealed record CandidateResponse(
    int Clusters,
    double Inertia,
    double? Silhouette,
    int SilhouetteCustomers,
    double? CalinskiHarabasz,
    double? DaviesBouldin,
    double SmallestShare,
    bool Eligible,
    int Iterations,
    int? Groups,
    double? Stability)
{
    public static CandidateResponse Of(CandidateSummary candidate) => new(
        candidate.Clusters,
        candidate.Inertia,
        candidate.Silhouette,
        candidate.SilhouetteCustomers,
        candidate.CalinskiHarabasz,
        candidate.DaviesBouldin,
        candidate.SmallestShare,
        candidate.Eligible,
        candidate.Iterations,
        candidate.Groups,
        candidate.Stability);
}

/// <summary>
/// A feature and its preparation, in the order in which it is applied: a missing value takes the median (original units); then the
/// transform; then the fences, the centre and the scale, all in transformed units.
/// </summary>
/// <param name="Name">The column, or the behavioural feature, or for a value of an encoded column <c>column=value</c>.</param>
/// <param name="Label">What people call it: the label that was given to its column, else words made of its name.</param>
/// <param name="Source">The column, or the formula over columns.</param>
/// <param name="Value">The value of the encoded column that the feature stands for, being 1 for customers with it and 0 for all others; null for every other feature.</param>
/// <param name="Transform"><c>none</c>, <c>log1p</c> or <c>signed_log1p</c>.</param>
/// <param name="Missing">Training customers without a value of their own.</param>
/// <param name="Median">The training median, in original units.</param>
/// <param name="LowerFence">Transformed values below are raised to it; null where nothing is clipped.</param>
/// <param name="UpperFence">Transformed values above are lowered to it; null where nothing is clipped.</param>
/// <param name="Clipped">Training customers whose value was clipped.</param>
/// <param name="Center">What is subtracted from the transformed value.</param>
/// <param name="Scale">What the difference is divided by.</param>
internal sealed record FeatureResponse(
    string Name,
    string Label,
    string Source,
    string? Value,
    string Transform,
    int Missing,
    double Median,
    double? LowerFence,
    double? UpperFence,
    int Clipped,
    double Center,
    double Scale)
{
    public static FeatureResponse Of(Feature feature, ColumnLabels labels) => new(
        feature.Name,
        labels.Of(feature),
        feature.Source,
        feature.Value,
        feature.Transform switch
        {
            Core.Features.Transform.None => "none",
            Core.Features.Transform.Log1p => "log1p",
            _ => "signed_log1p",
        },
        feature.Missing,
        feature.Median,
        feature.LowerFence,
        feature.UpperFence,
        feature.Clipped,
        feature.Center,
        feature.Scale);
}

/// <summary>What a column of the table was taken for and why, and what was done with its values.</summary>
/// <param name="Name">The column.</param>
/// <param name="Label">What people call it: the label that was given, else words made of its name.</param>
/// <param name="Role"><c>id</c>, <c>feature</c>, <c>encoded</c> (text, each value a feature), <c>input</c> (other features are made of it); or why it is left out: <c>text</c>, <c>identifier</c>, <c>place</c>, <c>moment</c>, <c>flag</c>, <c>code</c>, <c>outcome</c>, <c>same_as</c>, <c>constant</c>, <c>row_number</c>, <c>mostly_missing</c>, <c>empty</c>, <c>excluded</c>, <c>not_named</c>.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Part"><c>recency</c>, <c>frequency</c>, <c>monetary</c> or <c>tenure</c>; null when it plays none of these parts.</param>
/// <param name="Present">Rows with a value.</param>
/// <param name="Missing">Rows without one.</param>
/// <param name="Distinct">The number of different values, where it was counted (text of few values); else null.</param>
/// <param name="Imputed">Training customers that take the median; of an encoded column, those that have none of its values.</param>
/// <param name="Clipped">Training customers whose value was clipped.</param>
internal sealed record ColumnResponse(string Name, string Label, string Role, string Reason, string? Part, int Present, int Missing, int? Distinct, int Imputed, int Clipped)
{
    /// <summary>The roles as they are told.</summary>
    public static readonly EnumNames<ColumnRole> Roles = new(
        (ColumnRole.Id, "id"),
        (ColumnRole.Feature, "feature"),
        (ColumnRole.Encoded, "encoded"),
        (ColumnRole.Input, "input"),
        (ColumnRole.Text, "text"),
        (ColumnRole.Identifier, "identifier"),
        (ColumnRole.Place, "place"),
        (ColumnRole.Moment, "moment"),
        (ColumnRole.Flag, "flag"),
        (ColumnRole.Code, "code"),
        (ColumnRole.Outcome, "outcome"),
        (ColumnRole.SameAs, "same_as"),
        (ColumnRole.Constant, "constant"),
        (ColumnRole.RowNumber, "row_number"),
        (ColumnRole.MostlyMissing, "mostly_missing"),
        (ColumnRole.Empty, "empty"),
        (ColumnRole.Excluded, "excluded"),
        (ColumnRole.NotNamed, "not_named"));

    public static ColumnResponse Of(ColumnReport column, ColumnLabels labels) => new(
        column.Name,
        labels.Of(column.Name),
        Roles[column.Role],
        column.Reason,
        column.Part,
        column.Present,
        column.Missing,
        column.Distinct,
        column.Imputed,
        column.Clipped);
}

/// <summary>A segment.</summary>
/// <param name="Id">Its number, from 1. A first version numbers by size; later ones keep the number of a segment that they find again, so that it is no rank.</param>
/// <param name="Name">What it is called: by the name that people have given it, else by that which the training made. Predictions and downloads call it so, too.</param>
/// <param name="MadeName">The name that the training made: what sets it apart, in words.</param>
/// <param name="Note">What people have noted of it; null where nobody has.</param>
/// <param name="Colour">What people have it drawn in, <c>#rrggbb</c>; null where that is left to whoever draws it.</param>
/// <param name="Play">What may be done with its customers, as a suggestion; null where nothing is known of their behaviour.</param>
/// <param name="Size">The number of training customers.</param>
/// <param name="Share">Their share of all, 0 to 1.</param>
/// <param name="Stability">How far the same segment is found again when customers are resampled, 0 to 1: the mean Jaccard index (customers in both over customers in either) with that of each juror; null where there was no jury.</param>
/// <param name="Centroid">The centre in original units, by feature; of a value of an encoded column the share of customers with it.</param>
/// <param name="Statistics">Statistics in original units, by numeric column, behavioural feature and value of an encoded column (whose mean is the share of customers with it).</param>
/// <param name="Distinguishing">What sets it apart, strongest first.</param>
/// <param name="Profile">What the columns of the table say of it, in the order of the version's; null where the version has none.</param>
/// <param name="StandsOut">The columns, used or not, in which it is not as all customers are, at most 5, the strongest effect first (Cohen's h of shares, his d of means).</param>
internal sealed record SegmentResponse(
    int Id,
    string Name,
    string MadeName,
    string? Note,
    string? Colour,
    PlayResponse? Play,
    int Size,
    double Share,
    double? Stability,
    IReadOnlyDictionary<string, double> Centroid,
    IReadOnlyDictionary<string, StatisticsResponse> Statistics,
    IReadOnlyList<DistinguishingResponse> Distinguishing,
    IReadOnlyList<ColumnOfSegmentResponse>? Profile,
    IReadOnlyList<StandsOutResponse> StandsOut)
{
    /// <summary>What people call what segments have statistics of, by its name.</summary>
    public static Dictionary<string, string> LabelsOf(StoredVersion version)
    {
        var (features, labels) = (version.Model.FeatureSet.Features.ToDictionary(feature => feature.Name, StringComparer.Ordinal), version.Labels);
        return version.Report.Profiles.SelectMany(profile => profile.Statistics).Select(column => column.Name).Distinct(StringComparer.Ordinal)
            .ToDictionary(name => name, name => features.TryGetValue(name, out var feature) ? labels.Of(feature) : labels.Of(name), StringComparer.Ordinal);
    }

    public static SegmentResponse Of(StoredVersion version, Dictionary<string, string> labels, int index)
    {
        var (segment, profile, features) = (version.Model.Segments[index], version.Report.Profiles[index], version.Model.FeatureSet.Features);
        var given = version.Annotations.Of(segment.Id);
        return new SegmentResponse(
            segment.Id,
            version.SegmentNames[index],
            segment.Name,
            given.Note,
            given.Colour,
            PlayResponse.Of(profile),
            profile.Size,
            profile.Share,
            profile.Stability,
            new OrderedDictionary<string, double>(features.Select((feature, f) => KeyValuePair.Create(feature.Name, profile.Centroid[f]))),
            new OrderedDictionary<string, StatisticsResponse>(profile.Statistics.Select(column => KeyValuePair.Create(column.Name, StatisticsResponse.Of(column, labels[column.Name])))),
            [.. profile.Distinguishing.Select(feature => new DistinguishingResponse(feature.Feature, feature.Effect > 0 ? "high" : "low", feature.Effect, feature.Text))],
            version.Report.Table?.Columns.Select(column => ColumnOfSegmentResponse.Of(column, index, profile.Size, version.Report.Customers)).ToArray(),
            [.. StandingOut.Of(version.Report, index).Select(StandsOutResponse.Of)]);
    }
}

/// <summary>Statistics of a column over the customers of a segment that have a value; null where none has.</summary>
/// <param name="Label">What people call the column: the label that was given, else words made of its name.</param>
/// <param name="Mean">The arithmetic mean.</param>
/// <param name="Median">The median.</param>
/// <param name="Std">The population standard deviation.</param>
/// <param name="Min">The smallest value.</param>
/// <param name="Q25">The first quartile.</param>
/// <param name="Q75">The third quartile.</param>
/// <param name="Max">The largest value.</param>
/// <param name="Missing">The number of customers without a value.</param>
internal sealed record StatisticsResponse(string Label, double? Mean, double? Median, double? Std, double? Min, double? Q25, double? Q75, double? Max, int Missing)
{
    public static StatisticsResponse Of(ColumnStatistics column, string label) =>
        new(label, column.Mean, column.Median, column.Std, column.Min, column.Q25, column.Q75, column.Max, column.Missing);
}

/// <summary>A feature in which a segment differs from the whole.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Direction"><c>high</c> or <c>low</c>.</param>
/// <param name="Effect">The mean of the segment less the overall mean, in overall standard deviations of the prepared feature.</param>
/// <param name="Text">The same in words and original units.</param>
internal sealed record DistinguishingResponse(string Feature, string Direction, double Effect, string Text);

/// <summary>The scores of the chosen number of segments.</summary>
/// <param name="Inertia">The sum of squared distances to the centroids, in the feature space.</param>
/// <param name="Silhouette">The mean silhouette, -1 to 1; null with one segment.</param>
/// <param name="SilhouetteCustomers">The number of customers that it was computed on.</param>
internal sealed record QualityResponse(double Inertia, double? Silhouette, int SilhouetteCustomers);

/// <summary>Something worth knowing that is no error.</summary>
/// <param name="Code">A stable name of its kind.</param>
/// <param name="Column">The column that it is about, or null.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record NoticeResponse(string Code, string? Column, string Message)
{
    public static NoticeResponse Of(Notice notice) => new(notice.Code, notice.Column, notice.Message);
}

/// <summary>Milliseconds.</summary>
/// <param name="ReadMs">Reading the body.</param>
/// <param name="PrepareMs">From columns to features.</param>
/// <param name="SearchMs">Finding the segments.</param>
/// <param name="ProfileMs">Describing the segments.</param>
/// <param name="SaveMs">Writing the version.</param>
internal sealed record TimingsResponse(double ReadMs, double PrepareMs, double SearchMs, double ProfileMs, double SaveMs);
