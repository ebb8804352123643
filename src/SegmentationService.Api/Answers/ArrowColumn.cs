using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SegmentationService.Api.Answers;

/// <summary>The cells of a column of an Arrow stream that are not written yet.</summary>
internal abstract class ArrowColumn
{
    private ArrowColumn(string name, IArrowType type) => Field = new Field(name, type, nullable: true);

    /// <summary>The column as the stream describes it.</summary>
    public Field Field { get; }

    /// <summary>An empty one.</summary>
    public static ArrowColumn Of(AnswerColumn column) => column.Kind switch
    {
        AnswerColumnKind.Whole => new Wholes(column.Name),
        AnswerColumnKind.Number => new Numbers(column.Name),
        AnswerColumnKind.YesNo => new Flags(column.Name),
        _ => new Texts(column.Name),
    };

    /// <summary>Adds a cell.</summary>
    /// <param name="cell">Empty where there is no value.</param>
    public abstract void Add(ReadOnlySpan<byte> cell);

    /// <summary>The cells as an array; begins again.</summary>
    public abstract IArrowArray Build();

    private sealed class Wholes(string name) : ArrowColumn(name, Int64Type.Default)
    {
        private Int64Array.Builder _cells = new();

        public override void Add(ReadOnlySpan<byte> cell)
        {
            if (cell.IsEmpty) _cells.AppendNull();
            else _cells.Append(long.Parse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        }

        public override IArrowArray Build()
        {
            var built = _cells.Build();
            _cells = new();
            return built;
        }
    }

    private sealed class Numbers(string name) : ArrowColumn(name, DoubleType.Default)
    {
        private DoubleArray.Builder _cells = new();

        public override void Add(ReadOnlySpan<byte> cell)
        {
            if (cell.IsEmpty) _cells.AppendNull();
            else _cells.Append(double.Parse(cell, CultureInfo.InvariantCulture));
        }

        public override IArrowArray Build()
        {
            var built = _cells.Build();
            _cells = new();
            return built;
        }
    }

    private sealed class Flags(string name) : ArrowColumn(name, BooleanType.Default)
    {
        private BooleanArray.Builder _cells = new();

        public override void Add(ReadOnlySpan<byte> cell)
        {
            if (cell.IsEmpty) _cells.AppendNull();
            else _cells.Append(cell.SequenceEqual("true"u8));
        }

        public override IArrowArray Build()
        {
            var built = _cells.Build();
            _cells = new();
            return built;
        }
    }

    private sealed class Texts(string name) : ArrowColumn(name, StringType.Default)
    {
        private StringArray.Builder _cells = new();

        public override void Add(ReadOnlySpan<byte> cell)
        {
            if (cell.IsEmpty) _cells.AppendNull();
            else _cells.Append(cell);
        }

        public override IArrowArray Build()
        {
            var built = _cells.Build();
            _cells = new();
            return built;
        }
    }
}
