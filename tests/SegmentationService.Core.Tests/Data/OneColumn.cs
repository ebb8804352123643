using System.Text;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Tables of one column, cell by cell as they stand in a file, from line 2 on.</summary>
internal static class OneColumn
{
    /// <summary>A table of these cells.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="decimalSign">What the caller says of the decimal sign.</param>
    /// <param name="name">The name of the column.</param>
    /// <param name="encodes">Whether it is to be encoded.</param>
    /// <param name="perPart">How many rows are read at a time.</param>
    public static CustomerTable Table(IReadOnlyList<string> cells, DecimalSign decimalSign = DecimalSign.Auto, string name = "a", bool encodes = false, int perPart = int.MaxValue)
    {
        var builder = new CustomerTableBuilder(RowUnit.Line, new TableLimits(), _ => false, decimalSign, _ => encodes);
        builder.AddColumn(name);
        foreach (var chunk in cells.Select((cell, row) => (Cell: cell, Line: row + 2)).Chunk(Math.Min(perPart, cells.Count)))
        {
            var part = builder.BeginPart(chunk.Length);
            foreach (var (cell, line) in chunk)
            {
                part.BeginCustomer(line);
                part.Add(0, Encoding.UTF8.GetBytes(cell));
                part.EndCustomer();
            }

            builder.Append(part);
        }

        return builder.Build();
    }
}
