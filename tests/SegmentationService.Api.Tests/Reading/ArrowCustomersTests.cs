using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Tests.Attacks;
using SegmentationService.Core;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Protects that a cell of an Arrow stream is what the CSV of the same table has, and that half a stream, or a damaged one, is no table.</summary>
public sealed class ArrowCustomersTests
{
    private static readonly (string Name, IArrowArray Cells)[] Shops = [("shop", Texts("n1", "n2", "n3")), ("visits", new Int32Array.Builder().Append(3).Append(8).Append(1).Build())];

    private static readonly string[] Read = ["shop=n1|visits=3", "shop=n2|visits=8", "shop=n3|visits=1"];

    [Theory]
    [InlineData(null)]
    [InlineData(CompressionCodecType.Lz4Frame)]
    [InlineData(CompressionCodecType.Zstd)]
    public async Task Read_Stream_IsRead(CompressionCodecType? compression)
    {
        var stream = Arrows.Of(compression, Shops);

        var sink = await Bodies.ReadAsync(Bodies.Of(stream, Arrows.Type));

        Assert.Equal((RowUnitOfColumns, 3), (sink.Unit, sink.Lines[^1]));
        Assert.Equal(Read, sink.Customers);
        Assert.Equal(Read, (await Bodies.ReadAsync(Bodies.Of(Bodies.FormOf("shops.arrow", null, stream), Bodies.Form))).Customers);
    }

    /// <summary>The file format is the stream between two marks.</summary>
    [Fact]
    public async Task Read_File_IsReadAsItsStream()
    {
        var file = new MemoryStream();
        var schema = new Schema(Shops.Select(column => new Field(column.Name, column.Cells.Data.DataType, nullable: true)), null);
        using (var writer = new ArrowFileWriter(file, schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(new RecordBatch(schema, Shops.Select(column => column.Cells), 3));
            writer.WriteEnd();
        }

        Assert.Equal(Read, (await Bodies.ReadAsync(Bodies.Of(file.ToArray(), Arrows.Type))).Customers);
        Assert.Contains("send it as " + Arrows.Type, (await Assert.ThrowsAsync<UnsupportedBodyException>(() => Bodies.ReadAsync(Bodies.Of(file.ToArray(), Bodies.Csv)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_CellsOfEveryType_AreWhatCsvHas()
    {
        var day = new DateTime(2024, 2, 29);
        var moment = new DateTimeOffset(day.AddHours(13).AddMinutes(5), TimeSpan.Zero);
        var plans = new StringArray.Builder().Append("basic").Append("gold").Build();

        var sink = await Bodies.ReadAsync(Bodies.Of(
            Arrows.Of(
                ("a_int64", new Int64Array.Builder().Append(9_007_199_254_740_993).AppendNull().Build()),
                ("b_uint8", new UInt8Array.Builder().Append(200).AppendNull().Build()),
                ("c_float", new FloatArray.Builder().Append(0.1f).Append(float.NaN).Build()),
                ("d_decimal", new Decimal128Array.Builder(new Decimal128Type(10, 2)).Append(-12.50m).AppendNull().Build()),
                ("e_day", new Date32Array.Builder().Append(day).AppendNull().Build()),
                ("f_moment", new TimestampArray.Builder(new TimestampType(TimeUnit.Nanosecond, "UTC")).Append(moment).AppendNull().Build()),
                ("g_flag", new BooleanArray.Builder().Append(true).AppendNull().Build()),
                ("h_plan", new DictionaryArray(new DictionaryType(Int8Type.Default, StringType.Default, false), new Int8Array.Builder().Append(1).AppendNull().Build(), plans)),
                ("i_text", Texts(" née ", "x"))),
            Arrows.Type));

        Assert.Equal(["a_int64=9007199254740993|b_uint8=200|c_float=0.1|d_decimal=-12.5|e_day=2024-02-29|f_moment=2024-02-29T13:05:00|g_flag=true|h_plan=gold|i_text=née", "i_text=x"], sink.Customers);
    }

    /// <summary>Cut between two messages the stream would look whole to the library.</summary>
    [Fact]
    public async Task Read_StreamWithoutItsEnd_IsRefused()
    {
        var whole = Arrows.Of(Shops);

        Assert.Equal(MalformedBodyKind.InvalidArrow, (await Bodies.RefusedAsync(Bodies.Of(whole[..^8], Arrows.Type))).Kind);
        Assert.Equal(MalformedBodyKind.InvalidArrow, (await Bodies.RefusedAsync("shop,visits\nn1,3\n", Arrows.Type)).Kind);
        await Assert.ThrowsAsync<InvalidTableException>(() => Bodies.ReadTableAsync(Bodies.Of(whole, Arrows.Type), new ReadingOptions { MaxCustomers = 2 }));
        await Assert.ThrowsAsync<BodyTooLargeException>(() => Bodies.ReadAsync(Bodies.Of(whole, Arrows.Type), new ReadingOptions { MaxBodyBytes = 100 }));
    }

    /// <summary>Cut off, and with bits flipped: what is read, and what is refused, ends as that. More in the long form.</summary>
    [Fact]
    public async Task Read_DamagedStream_IsAProblemAndNothingElse()
    {
        const int Inputs = 300;
        var random = new Random(13);
        var stream = Arrows.OfCsv(Tests.Tables.Shop(400), rowsOfBatch: 150);
        var refused = 0;
        for (var i = 0; i < Inputs * AttackScale.Factor; i++)
        {
            var damaged = i % 2 == 0 ? stream[..random.Next(stream.Length)] : [.. stream];
            for (var flip = 0; flip < 8 && i % 2 == 1; flip++) damaged[random.Next(damaged.Length / (i % 3 == 0 ? 1 : 20))] ^= (byte)(1 << random.Next(8));
            try
            {
                await Bodies.ReadTableAsync(Bodies.Of(new MemoryStream(damaged), Arrows.Type)).WaitAsync(TimeSpan.FromMinutes(1));
            }
            catch (Exception e) when (e is BodyException or InvalidTableException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, Inputs / 2, Inputs * AttackScale.Factor);
    }

    private static Core.Data.RowUnit RowUnitOfColumns => Core.Data.RowUnit.Row;

    private static StringArray Texts(params string[] texts)
    {
        var builder = new StringArray.Builder();
        foreach (var text in texts) builder.Append(text);
        return builder.Build();
    }
}
