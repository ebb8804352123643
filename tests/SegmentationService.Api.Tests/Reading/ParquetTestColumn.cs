using ParquetSharp;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>A column of a Parquet file that a test makes.</summary>
internal abstract class ParquetTestColumn
{
    public abstract Column Schema { get; }

    public abstract int Rows { get; }

    public abstract void WriteTo(RowGroupWriter group, int first, int rows);

    public sealed class Typed<T>(Column schema, T[] values) : ParquetTestColumn
    {
        public override Column Schema { get; } = schema;

        public override int Rows => values.Length;

        public override void WriteTo(RowGroupWriter group, int first, int rows)
        {
            using var writer = group.NextColumn().LogicalWriter<T>();
            writer.WriteBatch(values.AsSpan(first, rows));
        }
    }
}
