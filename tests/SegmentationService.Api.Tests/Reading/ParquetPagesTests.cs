using ParquetSharp;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Features;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Protects that no page is unpacked before it is known to what: the library makes room for as much as the page says, whatever the footer says.</summary>
public sealed class ParquetPagesTests
{
    private const int AlmostTwoGigabytes = int.MaxValue;

    private static readonly double[] Values = [1.5, 2.5, 4];

    /// <summary>The same file, telling the truth: it is read, so that nothing else is refused in the others.</summary>
    [Fact]
    public async Task Read_HandmadeFile_IsRead() =>
        Assert.Equal(Values, (await Bodies.ReadTableAsync(Bodies.Of(HandmadeParquet.Of(Values), Parquets.Type))).Find("x")!.Values);

    [Fact]
    public async Task Read_PageOfMoreThanIsAllowed_IsRefused()
    {
        var file = HandmadeParquet.Of(Values, AlmostTwoGigabytes);

        var refused = await Assert.ThrowsAsync<BodyTooLargeException>(() => Bodies.ReadTableAsync(Bodies.Of(file, Parquets.Type), new ReadingOptions { MaxDecompressedBytes = 1 << 20 }));

        Assert.Equal(1 << 20, refused.LimitBytes);
    }

    /// <summary>Of files on a volume no size is too large; the memory is what bounds them.</summary>
    [Fact]
    public async Task Read_PageOfMoreThanTheMemory_IsRefusedBeforeItIsUnpacked()
    {
        using var memory = new MemoryBudget("memory", "Memory:BudgetBytes", 1 << 26, 1 << 26).Open();
        var limits = new ReadingOptions().WithoutBytes();
        var sink = new TableSink(limits.ToTableLimits(), ColumnParts.IsUsualIdName, memory: memory);
        var file = new MemoryStream(HandmadeParquet.Of(Values, AlmostTwoGigabytes));

        await Assert.ThrowsAsync<MemoryLimitException>(() => new ParquetCustomers(sink, limits, long.MaxValue, Parallelism.None with { Memory = memory }).ReadAsync(file).AsTask());
    }

    [Fact]
    public async Task Read_PageOfFewerBytesThanNone_IsAProblem() =>
        Assert.Equal(MalformedBodyKind.InvalidParquet, (await Bodies.RefusedAsync(Bodies.Of(HandmadeParquet.Of(Values, unpackedOfPage: -1), Parquets.Type))).Kind);

    /// <summary>Against what the library says of the same columns: with dictionaries and without, in many pages, and with descriptions that are longer than is read at first.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Measure_PagesOfAWriter_UnpackToWhatTheFooterSays(bool hasDictionary)
    {
        const int Rows = 50_000;
        var file = new MemoryStream();
        using (var builder = new WriterPropertiesBuilder())
        {
            if (!hasDictionary) builder.DisableDictionary();
            using var properties = builder.Compression(Compression.Zstd).DataPagesize(20_000).Build();
            using var writer = new ParquetFileWriter(file, [new Column<string>("text"), new Column<double?>("number")], logicalTypeFactory: null, properties, keyValueMetadata: null, leaveOpen: true);
            for (var group = 0; group < 2; group++)
            {
                using var rows = writer.AppendRowGroup();
                using (var column = rows.NextColumn().LogicalWriter<string>()) column.WriteBatch([.. Enumerable.Range(0, Rows).Select(row => new string((char)('a' + (row % 26)), row % 7 == 0 ? 900 : 3))]);
                using (var column = rows.NextColumn().LogicalWriter<double?>()) column.WriteBatch([.. Enumerable.Range(0, Rows).Select(row => row % 5 == 0 ? null : (double?)(row % 999))]);
            }

            writer.Close();
        }

        var pages = new ParquetPages(file);
        pages.ReadFooter();

        using var reader = new ParquetFileReader(file, leaveOpen: true);
        for (var group = 0; group < 2; group++)
        {
            using var rows = reader.RowGroup(group);
            for (var column = 0; column < 2; column++)
            {
                var (bytes, held) = pages.Measure(group, column, long.MaxValue, CancellationToken.None);

                // The footer counts what stands before the pages, too: some bytes for each of them.
                using var chunk = rows.MetaData.GetColumnChunkMetaData(column);
                Assert.InRange(bytes, chunk.TotalUncompressedSize * 9 / 10, chunk.TotalUncompressedSize);
                Assert.InRange(held, 1, 3 * chunk.TotalUncompressedSize);
            }
        }
    }
}
