using SegmentationService.Api.Reading;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Protocols;

/// <summary>Customers whose columns a body holds whole, given to whoever takes customers as bodies have them.</summary>
/// <param name="Columns">The columns, each with a value for each customer.</param>
/// <param name="Rows">The number of customers.</param>
internal sealed record HeldTable(IReadOnlyList<HeldColumn> Columns, int Rows)
{
    private const int CustomersPerFlush = 1024;

    /// <summary>The rows of a list of lists, or the values of a list where there is one column.</summary>
    /// <param name="names">The names of the columns.</param>
    /// <param name="cells">The values, as many in each row as there are names.</param>
    public static HeldTable OfRows(IReadOnlyList<string> names, JsonCells cells) =>
        new([.. names.Select((name, column) => new HeldColumn(name, cells, column, names.Count))], cells.Rows);

    /// <summary>Gives the customers out, in their order.</summary>
    /// <param name="sink">Takes them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Core.InvalidTableException">There are too many, or the columns cannot be used.</exception>
    public async ValueTask GiveAsync(ICustomerSink sink, CancellationToken cancellationToken)
    {
        sink.Begin(RowUnit.Item);
        sink.Expect(Rows);
        foreach (var column in Columns) sink.AddColumn(column.Name);
        sink.EndHeader();
        var customers = new SequentialParts(sink);
        for (var row = 0; row < Rows; row++)
        {
            Give(row, customers.Next());
            if (row % CustomersPerFlush == 0) await sink.FlushAsync(cancellationToken);
        }

        customers.End();
    }

    private void Give(int row, ICustomerPart part)
    {
        part.BeginCustomer(row + 1);
        for (var column = 0; column < Columns.Count; column++)
        {
            var (_, cells, first, step) = Columns[column];
            cells.AddTo(part, column, first + (row * step));
        }

        part.EndCustomer();
    }
}
