using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tests.Reading;
using SegmentationService.Api.Tests.Storage;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>Everything that reads bytes of strangers, by name. Whatever it is given it ends, as what it reads or as a refusal that is known, and within a budget of memory.</summary>
internal static class ParserTargets
{
    private const long Budget = 256 << 20;

    private static readonly ReadingOptions Limits;

    private static readonly Dictionary<string, Action<byte[]>> All = new(StringComparer.Ordinal)
    {
        ["csv"] = bytes => Read(bytes, Bodies.Csv),
        ["json"] = bytes => Read(bytes, Bodies.Json),
        ["lines"] = bytes => Read(bytes, Bodies.Lines),
        ["form"] = bytes => Read(bytes, Bodies.Form),
        ["zip"] = bytes => Read(bytes, "application/zip"),
        ["workbook"] = bytes => Read(bytes, BodyFormat.WorkbookType),
        ["parquet"] = bytes => Read(bytes, BodyFormat.ParquetType),
        ["arrow"] = bytes => Read(bytes, BodyFormat.ArrowType),
        ["gzip"] = bytes => Read(bytes, Bodies.Csv, "gzip"),
        ["brotli"] = bytes => Read(bytes, Bodies.Csv, "br"),
        ["orders"] = ReadOrders,
        ["cell"] = ReadCell,
        ["customer"] = ReadCustomer,
        ["archive"] = ReadArchive,
        ["model"] = bytes => ModelFormat.Read(new MemoryStream(bytes), []),
    };

    static ParserTargets()
    {
        CoverageMap.Open();
        Limits = new ReadingOptions { MaxDecompressedBytes = 4 << 20, MaxCustomers = 10_000, MaxOrders = 10_000, MaxColumns = 100, MaxRecordBytes = 1 << 16 };
    }

    /// <summary>The names.</summary>
    public static IEnumerable<string> Names => All.Keys;

    /// <summary>Gives bytes to a parser.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">Anything.</param>
    /// <returns>Null where it read them; else what it said against them.</returns>
    /// <exception cref="Exception">One that is no refusal: a fault of the parser.</exception>
    public static string? Run(string name, byte[] bytes)
    {
        try
        {
            All[name](bytes);
            return null;
        }
        catch (Exception e) when (e is BodyException or InvalidTableException or InvalidOptionsException or ModelMismatchException or InvalidArchiveException or CorruptModelException or MemoryLimitException)
        {
            Assert.NotEmpty(e.Message);
            return e.Message;
        }
    }

    private static void Read(byte[] bytes, string type, string? coding = null)
    {
        using var memory = new MemoryBudget("memory", "Memory:BudgetBytes", Budget, Budget).Open();
        var table = new TableSink(Limits.ToTableLimits(), name => name == "id", encodes: _ => true, memory: memory);
        Wait(CustomerBody.ReadAsync(new TableBody(new MemoryStream(bytes), type, coding, Length: null), table, Limits, Parallelism.None with { Memory = memory }));
        _ = table.Build();
    }

    private static void ReadOrders(byte[] bytes)
    {
        using var memory = new MemoryBudget("memory", "Memory:BudgetBytes", Budget, Budget).Open();
        var log = new OrderSink(new OrderLogOptions(), Limits);
        Wait(CustomerBody.ReadAsync(new TableBody(new MemoryStream(bytes), Bodies.Csv, ContentEncoding: null, Length: null), log, Limits, Parallelism.None with { Memory = memory }));
        _ = log.Build();
    }

    /// <summary>One cell, by all that look at cells; what is read of a number is read of it once more when it has been written.</summary>
    private static void ReadCell(byte[] bytes)
    {
        var text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes)); // cells are valid UTF-8
        var cell = Cell.Trim(text);
        if (Cell.Read(cell, out var value) == CellKind.Number)
        {
            Assert.InRange(Math.Abs(value), 0, Cell.MaxMagnitude);
            Assert.Equal(CellKind.Number, Cell.Read(Cell.Write(value, new byte[Cell.LongestWritten]), out var again));
            Assert.Equal(value, again);
        }

        _ = Cell.IsDate(cell);
        _ = Cell.IsMissingNumber(cell);
        _ = Cell.IsNumberInOtherNotation(cell);
        Assert.False(FormulaText.Is(FormulaText.Marked(text)));
    }

    private static void ReadCustomer(byte[] bytes)
    {
        var model = SampleModels.Plain().Model;
        CustomerJson.Parse(new System.Buffers.ReadOnlySequence<byte>(bytes), new FieldNames(model, model.FeatureSet.Inputs.Select(input => input.Name)), new CustomerFields(model));
    }

    private static void ReadArchive(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        Wait(new ValueTask(ImportedVersion.ReadAsync(new MemoryStream(bytes), folder.Path, new ArchiveLimits(1 << 20, 1_000), VersionParts.Known, CancellationToken.None)));
    }

    private static void Wait(ValueTask work) => work.AsTask().GetAwaiter().GetResult();
}
