using SegmentationService.Api.Models;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tables;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Migration;

/// <summary>The training customers of a version with all that models read of them: what a log of orders was made into lies with the version, and a table is there as long as it is kept.</summary>
/// <param name="Body">The customers as a table.</param>
/// <param name="IdColumn">The column of their ids, where the others were computed of a log of orders; null for that of the models.</param>
/// <param name="AsOf">The moment that recency, tenure and the days of dates count until; null where there are none.</param>
/// <param name="DecimalSign">The decimal sign of texts; auto is that of the training.</param>
internal sealed record KeptCustomers(TableBody Body, string? IdColumn, DateTime? AsOf, DecimalSign DecimalSign) : IAsyncDisposable
{
    /// <summary>The column of the ids in the customers of a version.</summary>
    private const string IdsOfOrders = "id";

    private const string CsvType = "text/csv";

    private IAsyncDisposable? _source;

    /// <summary>Opens them.</summary>
    /// <param name="version">The version.</param>
    /// <param name="asOf">The moment of its training.</param>
    /// <param name="store">Where versions lie.</param>
    /// <param name="tables">Where tables are kept.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where they are not there, or no longer.</returns>
    public static async ValueTask<KeptCustomers?> OpenAsync(ServedVersion version, DateTime? asOf, ModelStore store, KeptTables tables, CancellationToken cancellationToken)
    {
        if (version.Stored.Report.Orders is { } orders)
            return await store.OpenPartAsync(version.Stored, CustomersPart.Part, cancellationToken) is { } part
                ? new KeptCustomers(new TableBody(part, CsvType, "gzip", Length: null), IdsOfOrders, orders.AsOf, DecimalSign.Point) { _source = part }
                : null;
        return await tables.TryOpenAsync(version.Stored.Source?.Table, cancellationToken) is { } table
            ? new KeptCustomers(table.BodyFor(version.Stored.Source), IdColumn: null, asOf, DecimalSign.Auto) { _source = table }
            : null;
    }

    public ValueTask DisposeAsync() => _source?.DisposeAsync() ?? ValueTask.CompletedTask;
}
