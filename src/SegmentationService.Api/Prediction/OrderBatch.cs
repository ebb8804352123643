using System.Globalization;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Api.Prediction;

/// <summary>Customers made of a log of orders, given to whoever takes customers as bodies have them.</summary>
internal static class OrderBatch
{
    private const string AsOfHeader = "X-As-Of";
    private const int CustomersPerFlush = 1024;

    /// <summary>The header, for OpenAPI.</summary>
    public static AnsweredHeaders Headers { get; } = new([new(AsOfHeader, "With input=transactions, the moment that recency counts from.", "2026-03-02T00:00:00")]);

    /// <summary>Gives the customers out, in the order of their ids.</summary>
    /// <param name="table">The customers: an id, and then the computed columns.</param>
    /// <param name="parts">Which input of the model plays which part: the computed columns go by these names; null leaves them their own.</param>
    /// <param name="sink">Takes the customers.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async ValueTask GiveAsync(CustomerTable table, ColumnParts? parts, ICustomerSink sink, CancellationToken cancellationToken)
    {
        sink.Begin(RowUnit.Item);
        foreach (var column in table.Columns) sink.AddColumn(parts is null ? column.Name : NameOf(column.Name, parts));
        sink.EndHeader();
        var customers = new SequentialParts(sink);
        for (var row = 0; row < table.Customers; row++)
        {
            Add(table, row, customers.Next());
            if (row % CustomersPerFlush == 0) await sink.FlushAsync(cancellationToken);
        }

        customers.End();
    }

    /// <summary>Tells in a header, since the answers leave no place for it, which moment recency counts from.</summary>
    public static void TellAsOf(CustomerTable table, HttpResponse response) =>
        response.Headers[AsOfHeader] = table.Orders!.AsOf.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    /// <summary>The name that the model has for a computed column.</summary>
    public static string NameOf(string computed, ColumnParts parts) => computed switch
    {
        OrderColumnNames.Customer => parts.Id,
        OrderColumnNames.Recency => parts.Recency,
        OrderColumnNames.Frequency => parts.Frequency,
        OrderColumnNames.Monetary => parts.Monetary,
        OrderColumnNames.Tenure => parts.Tenure,
        _ => null,
    } ?? computed;

    private static void Add(CustomerTable table, int row, ICustomerPart part)
    {
        part.BeginCustomer(row + 1);
        part.Add(0, table.Columns[0].Texts!.Utf8(row));
        for (var column = 1; column < table.Columns.Count; column++) part.Add(column, table.Columns[column].Values[row]);
        part.EndCustomer();
    }
}
