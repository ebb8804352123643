using System.Globalization;
using System.Runtime.InteropServices;
using ParquetSharp;

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
        _ => new Texts(column.Name),
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

    /// <summary>Texts, handed over as the bytes that they came as: the library would make a string of each into the same bytes again.</summary>
    private sealed class Texts(string name) : ParquetColumn
    {
        private const short IsThere = 1;
        private const short IsMissing = 0;

        private readonly List<short> _levels = [];
        private readonly List<int> _ends = [];
        private byte[] _bytes = new byte[1 << 12];
        private int _length;

        public override Column Schema { get; } = new Column<string?>(name);

        public override void Add(ReadOnlySpan<byte> cell)
        {
            _levels.Add(cell.IsEmpty ? IsMissing : IsThere);
            if (cell.IsEmpty) return;
            if (_bytes.Length - _length < cell.Length) Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)_length + cell.Length)));
            cell.CopyTo(_bytes.AsSpan(_length));
            _length += cell.Length;
            _ends.Add(_length);
        }

        public override void WriteTo(RowGroupWriter group)
        {
            var pinned = GCHandle.Alloc(_bytes, GCHandleType.Pinned); // the library reads by address
            try
            {
                var texts = new ByteArray[_ends.Count];
                for (var i = 0; i < texts.Length; i++)
                {
                    var begin = i == 0 ? 0 : _ends[i - 1];
                    texts[i] = new ByteArray(pinned.AddrOfPinnedObject() + begin, _ends[i] - begin);
                }

                using var writer = (ColumnWriter<ByteArray>)group.NextColumn();
                writer.WriteBatch(_levels.Count, CollectionsMarshal.AsSpan(_levels), default, texts);
            }
            finally
            {
                pinned.Free();
            }

            _levels.Clear();
            _ends.Clear();
            _length = 0;
        }
    }
}
