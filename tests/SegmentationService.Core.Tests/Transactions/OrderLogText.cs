using System.Text;
using SegmentationService.Core.Data;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Core.Tests.Transactions;

/// <summary>Logs of orders as lines of plain cells, separated by <c>|</c>, the header first.</summary>
internal static class OrderLogText
{
    /// <summary>The table of a log.</summary>
    public static CustomerTable Table(string log, OrderLogOptions? options = null) => Table(log.Trim().Split('\n'), options);

    /// <summary>The table of a log, its lines given in parts of some length.</summary>
    public static CustomerTable Table(string[] lines, OrderLogOptions? options = null, int partLength = int.MaxValue)
    {
        var log = new OrderLog(RowUnit.Line, options ?? new OrderLogOptions());
        log.AddHeader(lines[0].Split('|'));
        for (long start = 1; start < lines.Length; start += partLength)
        {
            var part = log.BeginPart();
            for (var i = (int)start; i < Math.Min(lines.Length, start + partLength); i++) part.Add(i + 1, Line(log, lines[i]));
            log.Append(part);
        }

        return log.Build();
    }

    /// <summary>The customers as texts such as <c>A 39 1 10 39</c>: id, recency, frequency, monetary, tenure.</summary>
    public static string[] Rows(this CustomerTable table) =>
        [.. Enumerable.Range(0, table.Customers).Select(row => string.Join(' ', [table.Columns[0].Texts![row], .. table.Columns.Skip(1).Select(column => FormattableString.Invariant($"{column.Values[row]}"))]))];

    private static OrderLine Line(OrderLog log, string line)
    {
        var cells = line.Split('|').Select(Encoding.UTF8.GetBytes).ToArray();
        return new OrderLine
        {
            Customer = cells[log.Customer],
            Invoice = Cell(log.Invoice),
            Date = cells[log.Date],
            Amount = Cell(log.Amount),
            Quantity = Cell(log.Quantity),
            Price = Cell(log.Price),
            Time = Cell(log.Time),
            Status = Cell(log.Status),
            Currency = Cell(log.Currency),
        };

        byte[] Cell(int column) => column < 0 ? [] : cells[column];
    }
}
