using System.Globalization;
using System.Runtime.InteropServices;
using ParquetSharp;
using Encoding = System.Text.Encoding;

namespace SegmentationService.Api.Answers;

/// <summary>The cells of a column of a Parquet file that are not written yet.</summary>
internal abstract class ParquetColumn
{
    /// <summary>The column as the file describes it.</summary>
    public abstract Column Schema { get; }

    /// <summary>Adds a cell.</summary>
    /// <param name="cell">Empty where there is no value.</param>
    public abstract void Add(ReadOnlySpan<byte> cell);

    /// <summary>Writes the cells as the next column of a group, and begins again.</summary>
    public abstract void WriteTo(RowGroupWriter group);

    /// <summary>An empty one.</summary>
    public static ParquetColumn Of(AnswerColumn column) => column.Kind switch
    {
        AnswerColumnKind.Whole => new Typed<long?>(column.Name, cell => long.Parse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
        AnswerColumnKind.Number => new Typed<double?>(column.Name, cell => double.Parse(cell, CultureInfo.InvariantCulture)),
        AnswerColumnKind.YesNo => new Typed<bool?>(column.Name, cell => cell.SequenceEqual("true"u8)),
        _ => new Typed<string?>(column.Name, Encoding.UTF8.GetString),
    };

    private sealed class Typed<T>(string name, Func<ReadOnlySpan<byte>, T> read) : ParquetColumn
    {
        private readonly List<T?> _cells = [];

        public override Column Schema { get; } = new Column<T>(name);

        public override void Add(ReadOnlySpan<byte> cell) => _cells.Add(cell.IsEmpty ? default : read(cell));

        public override void WriteTo(RowGroupWriter group)
        {
            using (var writer = group.NextColumn().LogicalWriter<T?>()) writer.WriteBatch(CollectionsMarshal.AsSpan(_cells));
            _cells.Clear();
        }
    }
}
