using ParquetSharp;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Protects that a column that is read again by itself has the numbers that the table of the same file has, whichever of its groups are read at once, and that what is damaged is a problem.</summary>
public sealed class ParquetFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    /// <summary>Of every type that is a number, with values that are missing, too large, or of more digits than a double.</summary>
    [Fact]
    public async Task Read_ColumnsOfNumbers_AreThoseOfTheTable()
    {
        const int Rows = 1_000;
        var random = new Random(3);
        bool IsThere() => random.Next(10) > 0;
        T?[] Some<T>(Func<int, T> value)
            where T : struct => [.. Enumerable.Range(0, Rows).Select(row => IsThere() ? value(row) : (T?)null)];
        ParquetTestColumn[] columns =
        [
            Parquets.Column("int8", Some(_ => (sbyte)random.Next(-128, 128))),
            Parquets.Column("int32", Some(_ => random.Next(int.MinValue, int.MaxValue))),
            Parquets.Column("uint32", Some(_ => (uint)random.NextInt64(uint.MaxValue))),
            Parquets.Column("int64", Some(row => row % 3 == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : random.NextInt64(-1_000, 1_000))),
            Parquets.Column("uint64", Some(row => row % 3 == 0 ? ulong.MaxValue - (ulong)row : (ulong)row)),
            Parquets.Column("float", Some(row => row % 7 == 0 ? float.NaN : MathF.Round(random.NextSingle() * 100, row % 5))),
            Parquets.Column("double", Some(row => row % 11 == 0 ? 1e61 : row % 7 == 0 ? double.NaN : random.NextDouble() - 0.5)),
            Parquets.Column("required", Enumerable.Range(0, Rows).Select(row => row % 11 == 0 ? double.NegativeInfinity : row / 7.0).ToArray()),
            Parquets.Column("half", Some(row => (Half)(row / 8.0))),
            Parquets.Column("decimal", Some(row => (row - 500) / 100m), LogicalType.Decimal(29, 2)),
            Parquets.Column("digits", Some(row => 12_345_678_901_234_567.25m + row), LogicalType.Decimal(29, 2)),
            Parquets.Column("flag", Some(row => row % 2 == 0)),
        ];
        await File.WriteAllBytesAsync(_path, Parquets.Of(300, columns));
        var table = await Bodies.ReadTableAsync(Bodies.Of(await File.ReadAllBytesAsync(_path), Parquets.Type));

        using var file = new ParquetFile(_path);

        Assert.Equal([300, 300, 300, 100], file.RowsOfGroups);
        Assert.Equal(columns.Select(column => column.Schema.Name), file.Columns);
        Assert.All(Enumerable.Range(0, columns.Length), column => Assert.Equal(table.Find(file.Columns[column])!.Values, Read(file, column)));
    }

    [Fact]
    public async Task Read_TextsDatesAndLists_AreNoNumbers()
    {
        await File.WriteAllBytesAsync(
            _path,
            Parquets.Of(
                8,
                Parquets.Column("text", new[] { "1", "2" }),
                Parquets.Column("day", new Date[] { new(2024, 2, 29), new(2024, 3, 1) }),
                Parquets.Column("list", new[] { new[] { 1 }, [2] }),
                Parquets.Column("  spend ", new[] { 1.5, 2 }),
                Parquets.Column("__index_level_0__", new[] { 0L, 1L })));

        using var file = new ParquetFile(_path);

        Assert.Equal(["text", "day", "list", "spend", ""], file.Columns);
        Assert.Equal([false, false, false, true, true], Enumerable.Range(0, 5).Select(file.HasNumbers));
        Assert.Throws<ArgumentException>(() => file.Read(0, 0, new double[2]));
        Assert.Throws<ArgumentException>(() => file.Read(0, 3, new double[3]));
        Assert.Equal([1.5, 2], Read(file, 3));
    }

    /// <summary>Each number is the row that it stands in: what is read of one group by one thread must not come to another.</summary>
    [Fact]
    public async Task Read_GroupsSideBySide_AreReadWhole()
    {
        const int Rows = 60_000;
        const int RowsOfGroup = 1_000;
        double?[] rows = [.. Enumerable.Range(0, Rows).Select(row => row % 5 == 0 ? null : (double?)row)];
        await File.WriteAllBytesAsync(_path, Parquets.Of(RowsOfGroup, Parquets.Column("row", rows), Parquets.Column("other", rows.Select(row => -row).ToArray())));
        var read = new double[2][] { new double[Rows], new double[Rows] };

        using var file = new ParquetFile(_path);
        Parallel.For(0, 2 * Rows / RowsOfGroup, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => file.Read(i / 2, i % 2, read[i % 2].AsSpan(i / 2 * RowsOfGroup, RowsOfGroup)));

        Assert.Equal(rows.Select(row => row ?? double.NaN), read[0]);
        Assert.Equal(rows.Select(row => -row ?? double.NaN), read[1]);
    }

    /// <summary>The checksums of pages tell of flipped bits; a file without its footer is none.</summary>
    [Fact]
    public async Task Read_DamagedFile_IsAProblem()
    {
        var whole = Parquets.Of(10_000, Parquets.Column("row", Enumerable.Range(0, 10_000).Select(row => row / 3.0).ToArray()));
        await File.WriteAllBytesAsync(_path, whole[..^20]);
        Assert.Equal(MalformedBodyKind.InvalidParquet, Assert.Throws<MalformedBodyException>(() => new ParquetFile(_path)).Kind);

        whole.AsSpan(40, 400).Fill(0xFF);
        await File.WriteAllBytesAsync(_path, whole);
        using var file = new ParquetFile(_path);
        Assert.Equal(MalformedBodyKind.InvalidParquet, Assert.Throws<MalformedBodyException>(() => Read(file, 0)).Kind);
    }

    /// <summary>All numbers of a column, the groups read from the last to the first.</summary>
    private static double[] Read(ParquetFile file, int column)
    {
        var values = new double[file.RowsOfGroups.Sum()];
        var end = values.Length;
        for (var group = file.RowsOfGroups.Count - 1; group >= 0; group--)
        {
            var rows = (int)file.RowsOfGroups[group];
            end -= rows;
            file.Read(group, column, values.AsSpan(end, rows));
        }

        return values;
    }
}
