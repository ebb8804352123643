using System.Text.Json.Serialization;
using SegmentationService.Api.Models;
using SegmentationService.Api.Storage;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Api.Training;

/// <summary>What a training would be made of: the answer of <c>POST /train?dryRun=true</c>, which trains and stores nothing.</summary>
internal sealed record DryRunResponse
{
    /// <summary>The name of the model that would get a version.</summary>
    public required string Model { get; init; }

    /// <summary>The number of customers that would be trained on; rows without any value are left out.</summary>
    public required int Customers { get; init; }

    /// <summary>The version whose segments would keep their ids and names; null where all would be new.</summary>
    public required int? Parent { get; init; }

    /// <summary>Whether the version would become the champion, the one that serves, at once.</summary>
    public required bool Promoted { get; init; }

    /// <summary>How the log of orders was read that the customers are made of; null where they came as a table.</summary>
    public required TransactionsResponse? Transactions { get; init; }

    /// <summary>What customers would be measured by, and how each value would be prepared.</summary>
    public required IReadOnlyList<FeatureResponse> Features { get; init; }

    /// <summary>What each column of the table was taken for and why.</summary>
    public required IReadOnlyList<ColumnResponse> Columns { get; init; }

    /// <summary>What the analyst should know: columns left out, values imputed or clipped, rows dropped.</summary>
    public required IReadOnlyList<NoticeResponse> Notices { get; init; }

    /// <summary>The files that the customers lie in; left out where the table was sent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FilesResponse? Files { get; init; }

    /// <summary>The table of a database that the customers lie in; left out where they lie elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DatabaseResponse? Database { get; init; }

    public static DryRunResponse Of(string model, PreparedCustomers customers, OrderOrigin? orders, int? parent, Promotion promotion, IEnumerable<Notice> further) => new()
    {
        Model = model,
        Customers = customers.Points.Count,
        Parent = parent,
        Promoted = promotion.IsPromoted,
        Transactions = orders is null ? null : TransactionsResponse.Of(orders),
        Features = [.. customers.FeatureSet.Features.Select(feature => FeatureResponse.Of(feature, customers.Labels))],
        Columns = [.. customers.Columns.Select(column => ColumnResponse.Of(column, customers.Labels))],
        Notices = [.. customers.Notices.Concat(further).Concat(promotion.Notice is { } notice ? [notice] : []).Select(NoticeResponse.Of)],
    };
}
