using System.Globalization;
using ParquetSharp;
using ParquetSharp.Schema;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Tests.Attacks;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Protects that a cell of a Parquet file is what the CSV of the same table has, that what is too much is refused by the footer, and that no damaged file is more than a problem.</summary>
public sealed class ParquetCustomersTests
{
    private static readonly DateTime Moment = new(2024, 2, 29, 13, 5, 0, 250);

    private static readonly ParquetTestColumn[] Shops = [Parquets.Column("shop", ["n1", "n2", "n3"]), Parquets.Column("visits", [3, 8, 1])];

    private static readonly string[] Read = ["shop=n1|visits=3", "shop=n2|visits=8", "shop=n3|visits=1"];

    [Theory]
    [InlineData(Parquets.Type)]
    [InlineData("application/x-parquet")]
    [InlineData("application/gzip")]
    public async Task Read_File_IsRead(string type)
    {
        var sink = await Bodies.ReadAsync(Bodies.Of(Parquets.Of(2, Shops), type));

        Assert.Equal(RowUnit.Row, sink.Unit);
        Assert.Equal(Read, sink.Customers);
        Assert.Equal([1, 2, 3], sink.Lines);
        Assert.Empty(sink.Notices);
    }

    [Fact]
    public async Task Read_FileInAFormOrAZip_IsRead()
    {
        var file = Parquets.Of(2, Shops);

        Assert.Equal(Read, (await Bodies.ReadAsync(Bodies.Of(Bodies.FormOf("shops.parquet", null, file), Bodies.Form))).Customers);
        Assert.Equal(Read, (await Bodies.ReadAsync(Bodies.Of(Workbooks.Zip(("shops.parquet", file)), "application/zip"))).Customers);
        Assert.Equal(Read, (await Bodies.ReadAsync(Bodies.Of(file, Parquets.Type, "gzip") with { Content = new ChunkedStream(Bodies.Compress(file, "gzip")) })).Customers);
    }

    [Theory]
    [InlineData(Compression.Uncompressed)]
    [InlineData(Compression.Gzip)]
    [InlineData(Compression.Brotli)]
    [InlineData(Compression.Zstd)]
    [InlineData(Compression.Lz4Hadoop)]
    public async Task Read_AnyCompression_IsRead(Compression compression) =>
        Assert.Equal(Read, (await Bodies.ReadAsync(Bodies.Of(Parquets.Of(2, compression, Shops), Parquets.Type))).Customers);

    /// <summary>Each as CSV has it. Ids may have more digits than a double, and 0.1 of single precision is no 0.10000000149.</summary>
    [Fact]
    public async Task Read_CellsOfEveryType_AreWhatCsvHas()
    {
        var sink = await Bodies.ReadAsync(Bodies.Of(
            Parquets.Of(
                8,
                Parquets.Column("a_int8", new sbyte?[] { -3, null }),
                Parquets.Column("b_uint32", new uint?[] { 4_000_000_000, null }),
                Parquets.Column("c_int64", new long?[] { 9_007_199_254_740_993, null }),
                Parquets.Column("d_uint64", new ulong?[] { 18_446_744_073_709_551_615, null }),
                Parquets.Column("e_float", new float?[] { 0.1f, float.NaN }),
                Parquets.Column("f_double", new double?[] { -1.5e-7, double.NaN }),
                Parquets.Column("g_decimal", new decimal?[] { -12.50m, null }, LogicalType.Decimal(29, 3)),
                Parquets.Column("h_whole", new decimal?[] { 12_345_678_901_234_567_890m, null }, LogicalType.Decimal(29)),
                Parquets.Column("i_day", new Date?[] { new(2024, 2, 29), null }),
                Parquets.Column("j_moment", new DateTime?[] { Moment, null }, LogicalType.Timestamp(isAdjustedToUtc: true, TimeUnit.Millis)),
                Parquets.Column("k_midnight", new DateTimeNanos?[] { new(Moment.Date), null }),
                Parquets.Column("l_time", new TimeSpan?[] { new(13, 5, 0), null }),
                Parquets.Column("m_text", new[] { " née, \"x\" ", "" }),
                Parquets.Column("n_flag", new bool?[] { true, null }),
                Parquets.Column("o_uuid", new Guid?[] { new("01234567-89ab-cdef-0123-456789abcdef"), null }),
                Parquets.Column("p_required", new[] { 7, 8 })),
            Parquets.Type));

        Assert.Equal(
            [
                "a_int8=-3|b_uint32=4000000000|c_int64=9007199254740993|d_uint64=18446744073709551615|e_float=0.1|f_double=-1.5E-07|g_decimal=-12.5|h_whole=12345678901234567890|i_day=2024-02-29"
                    + "|j_moment=2024-02-29T13:05:00.25|k_midnight=2024-02-29|l_time=13:05:00|m_text=née, \"x\"|n_flag=true|o_uuid=01234567-89ab-cdef-0123-456789abcdef|p_required=7",
                "p_required=8",
            ],
            sink.Customers);
    }

    /// <summary>As Spark writes decimals of few digits, and moments; hand-calculated: 2,440,588 is the Julian day of 1970-01-01.</summary>
    [Fact]
    public async Task Read_DecimalsAndMomentsAsWholeNumbers_AreWhatCsvHas()
    {
        using var schema = new GroupNode(
            "schema",
            Repetition.Required,
            [
                new PrimitiveNode("a_int32", Repetition.Required, LogicalType.Decimal(9, 2), PhysicalType.Int32),
                new PrimitiveNode("b_int64", Repetition.Required, LogicalType.Decimal(18, 3), PhysicalType.Int64),
                new PrimitiveNode("c_int96", Repetition.Required, LogicalType.None(), PhysicalType.Int96),
            ]);
        using var properties = WriterProperties.GetDefaultWriterProperties();
        var file = new MemoryStream();
        using (var writer = new ParquetFileWriter(file, schema, properties, keyValueMetadata: null, leaveOpen: true))
        {
            using (var group = writer.AppendRowGroup())
            {
                using (var column = (ColumnWriter<int>)group.NextColumn()) column.WriteBatch([-1250, 7]);
                using (var column = (ColumnWriter<long>)group.NextColumn()) column.WriteBatch([123_456_789_012_345_678, 1]);
                using (var column = (ColumnWriter<Int96>)group.NextColumn()) column.WriteBatch([new Int96(0, 0, 2_440_589), new Int96(500_000_000, 0, 2_440_588)]);
            }

            writer.Close();
        }

        var sink = await Bodies.ReadAsync(Bodies.Of(file.ToArray(), Parquets.Type));

        Assert.Equal(["a_int32=-12.5|b_int64=123456789012345.678|c_int96=1970-01-02", "a_int32=0.07|b_int64=0.001|c_int96=1970-01-01T00:00:00.5"], sink.Customers);
    }

    /// <summary>Against the text that .NET writes of a float, which is the shortest that is read as the same one.</summary>
    [Fact]
    public async Task Read_Floats_AreTheShortestNumbersThatStandForThem()
    {
        var random = new Random(7);
        float[] values = [0.1f, 16_777_217f, 123_456_789f, 1e-30f, 3.4e38f, -0.3f, .. Enumerable.Range(0, 3_000).Select(i => i % 2 == 0 ? BitConverter.Int32BitsToSingle(random.Next()) : MathF.Round(random.NextSingle() * 1_000, i % 6)).Where(float.IsFinite)];

        var table = await Bodies.ReadTableAsync(Bodies.Of(Parquets.Of(4_096, Parquets.Column("x", values)), Parquets.Type));

        Assert.Equal(values.Select(value => double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)), table.Find("x")!.Values);
    }

    [Fact]
    public async Task Read_ListsAndBytes_AreLeftOutAndTold()
    {
        var sink = await Bodies.ReadAsync(Bodies.Of(Parquets.Of(8, [.. Shops, Parquets.Column("tags", new[] { new[] { 1, 2 }, [], [3] }), Parquets.Column("raw", new byte[]?[] { [1], null, [2] })]), Parquets.Type));

        Assert.Equal(Read, sink.Customers);
        Assert.Equal("columns_not_flat", Assert.Single(sink.Notices).Code);
        Assert.StartsWith("'tags', 'raw': lists, maps, structs and bytes", sink.Notices[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_RowsOfNothing_AreLeftOutAndTold()
    {
        var sink = await Bodies.ReadAsync(Bodies.Of(Parquets.Of(2, Parquets.Column("shop", new[] { "n1", null, " ", "n3" }), Parquets.Column("visits", new int?[] { 3, null, null, 1 })), Parquets.Type));

        Assert.Equal([Read[0], Read[2]], sink.Customers);
        Assert.Equal([1, 4], sink.Lines);
        Assert.StartsWith("2 rows, the first is row 2,", Assert.Single(sink.Notices).Message, StringComparison.Ordinal);
    }

    /// <summary>The index that pandas writes has no name in the CSV of the same table.</summary>
    [Fact]
    public async Task Read_IndexOfPandas_IsAColumnWithoutAName()
    {
        var table = await Bodies.ReadTableAsync(Bodies.Of(Parquets.Of(8, [.. Shops, Parquets.Column("__index_level_0__", [0L, 1L, 2L])]), Parquets.Type));

        Assert.Equal(["shop", "visits"], table.Columns.Select(column => column.Name));
        Assert.Equal("column_without_name", Assert.Single(table.Notices).Code);
    }

    [Fact]
    public async Task Read_MoreThanIsAllowed_IsRefusedByTheFooter()
    {
        var file = Parquets.Of(1_000, Parquets.Column("x", Enumerable.Range(0, 5_000).ToArray()), Parquets.Column("y", Enumerable.Repeat(new string('y', 100), 5_000).ToArray()));

        var customers = await Assert.ThrowsAsync<InvalidTableException>(() => Bodies.ReadTableAsync(Bodies.Of(file, Parquets.Type), new ReadingOptions { MaxCustomers = 4_999 }));
        var columns = await Assert.ThrowsAsync<InvalidTableException>(() => Bodies.ReadTableAsync(Bodies.Of(file, Parquets.Type), new ReadingOptions { MaxColumns = 1 }));
        var bytes = await Assert.ThrowsAsync<BodyTooLargeException>(() => Bodies.ReadTableAsync(Bodies.Of(file, Parquets.Type), new ReadingOptions { MaxDecompressedBytes = 20_000 }));
        var long1 = await Assert.ThrowsAsync<BodyTooLargeException>(() => Bodies.ReadTableAsync(Bodies.Of(Parquets.Of(8, Parquets.Column("y", new[] { new string('y', 2_000) })), Parquets.Type), new ReadingOptions { MaxRecordBytes = 1_024 }));

        Assert.Equal((TableDefect.TooManyCustomers, TableDefect.TooManyColumns), (customers.Defect, columns.Defect));
        Assert.Equal(20_000, bytes.LimitBytes);
        Assert.Contains("'y'", long1.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WhatIsNoParquet_SaysWhatItIs()
    {
        Assert.Equal(MalformedBodyKind.InvalidParquet, (await Bodies.RefusedAsync("shop,visits\nn1,3\n", Parquets.Type)).Kind);
        Assert.Equal(MalformedBodyKind.InvalidParquet, (await Bodies.RefusedAsync(Bodies.Of(Parquets.Of(8, Parquets.Column("tags", new[] { new[] { 1 } })), Parquets.Type))).Kind);
        Assert.Contains("send it as " + Parquets.Type, (await Assert.ThrowsAsync<UnsupportedBodyException>(() => Bodies.ReadAsync(Bodies.Of(Parquets.Of(2, Shops), Bodies.Csv)))).Message, StringComparison.Ordinal);
    }

    /// <summary>Cut off, and with bits flipped in the footer and in the pages: what is read, and what is refused, ends as that. More in the long form.</summary>
    [Fact]
    public async Task Read_DamagedFile_IsAProblemAndNothingElse()
    {
        const int Inputs = 300;
        var random = new Random(11);
        var file = Parquets.OfCsv(Tests.Tables.Shop(400), "text int long double float text", rowsOfGroup: 150);
        var footer = BitConverter.ToInt32(file, file.Length - 8);
        var refused = 0;
        for (var i = 0; i < Inputs * AttackScale.Factor; i++)
        {
            var damaged = i % 3 == 0 ? file[..random.Next(file.Length)] : [.. file];
            var (from, flips) = i % 3 == 1 ? (file.Length - 8 - footer, 3) : (4, 8);
            for (var flip = 0; flip < flips && i % 3 != 0; flip++) damaged[random.Next(from, file.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                await Bodies.ReadTableAsync(Bodies.Of(new MemoryStream(damaged), Parquets.Type)).WaitAsync(TimeSpan.FromMinutes(1));
            }
            catch (Exception e) when (e is BodyException or InvalidTableException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, Inputs / 2, Inputs * AttackScale.Factor);
    }
}
