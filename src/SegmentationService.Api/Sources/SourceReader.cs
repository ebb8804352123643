using Microsoft.Extensions.Options;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Sources.Postgres;
using SegmentationService.Core;

namespace SegmentationService.Api.Sources;

/// <summary>Reads tables that may lie on the volume of the data, or in a database: a body that names files is read as the rows of these, one file after the other, one that names a table as the rows of that, and any other body as what it holds.</summary>
internal sealed class SourceReader(DataVolume volume, PostgresReader postgres, IOptions<ReadingOptions> reading)
{
    /// <summary>One that knows neither a volume nor a database.</summary>
    /// <param name="reading">How much a body may hold.</param>
    public static SourceReader OfBodies(IOptions<ReadingOptions> reading)
    {
        var none = Options.Create(new DataOptions());
        return new SourceReader(new DataVolume(none), new PostgresReader(new PostgresDatabases(none), reading), reading);
    }

    /// <summary>Reads all rows into a sink.</summary>
    /// <param name="body">The body.</param>
    /// <param name="sink">Takes the rows.</param>
    /// <param name="parallelism">Whose threads read, and what ends it.</param>
    /// <param name="progress">Told which share of the source has been read, 0 to 1, where there is one; null where nobody asks.</param>
    /// <returns>Where they lay; null where the body holds the rows itself.</returns>
    /// <exception cref="Http.SourceException">The source cannot be used, or changed meanwhile.</exception>
    /// <inheritdoc cref="CustomerBody.ReadAsync(TableBody, ICustomerSink, ReadingOptions, Parallelism)" path="/exception"/>
    public async ValueTask<ReadSource?> ReadAsync(TableBody body, ICustomerSink sink, Parallelism parallelism, Action<double>? progress = null)
    {
        var (request, whole) = await SourceRequest.OfAsync(body, parallelism.Cancellation);
        return await ReadAsync(request, whole, sink, parallelism, progress);
    }

    /// <summary>The same, where it is known whether the body names a source.</summary>
    /// <param name="request">What it names; null where it holds the rows itself.</param>
    /// <param name="body">The body.</param>
    /// <param name="sink">Takes the rows.</param>
    /// <param name="parallelism">Whose threads read, and what ends it.</param>
    /// <param name="progress">Told which share of the source has been read, 0 to 1, where there is one; null where nobody asks.</param>
    /// <returns>Where they lay; null where the body holds the rows itself.</returns>
    /// <inheritdoc cref="ReadAsync(TableBody, ICustomerSink, Parallelism, Action{double}?)" path="/exception"/>
    public async ValueTask<ReadSource?> ReadAsync(SourceRequest? request, TableBody body, ICustomerSink sink, Parallelism parallelism, Action<double>? progress = null)
    {
        if (request is null)
        {
            await CustomerBody.ReadAsync(body, sink, reading.Value, parallelism);
            return null;
        }

        if (request.Target is not null) throw new MalformedBodyException(MalformedBodyKind.InvalidJson, "target is the folder for the answers of POST /predict/batch; a training has none.");
        if (body.Sheet is not null) throw new InvalidOptionsException("sheet", "sheet is given, but a source is no workbook (.xlsx).");
        if (request.Table is { } table) return new ReadSource(null, await postgres.ReadAsync(table, sink, parallelism, progress));
        var files = volume.Find(request.Source.Path!);
        await ReadAsync(files, sink, parallelism, progress);
        return new ReadSource(files, null);
    }

    /// <summary>What a source consists of: its files, as they are now, or its table.</summary>
    /// <param name="source">The source.</param>
    /// <exception cref="Http.SourceException">The source cannot be used.</exception>
    public IReadOnlyList<SourcePart> PartsOf(SourceRequest source)
    {
        if (source.Table is not { } table) return [.. volume.Find(source.Source.Path!).Select(SourcePart.Of)];
        postgres.CheckKnown(table);
        return [SourcePart.Of(table)];
    }

    /// <summary>Reads the rows of one part, as a table of its own.</summary>
    /// <param name="part">The part.</param>
    /// <param name="sink">Takes the rows.</param>
    /// <param name="parallelism">Whose threads read, and what ends it.</param>
    /// <inheritdoc cref="ReadAsync(TableBody, ICustomerSink, Parallelism, Action{double}?)" path="/exception"/>
    public async ValueTask ReadAsync(SourcePart part, ICustomerSink sink, Parallelism parallelism)
    {
        if (part.File is { } file) await ReadAsync([file], sink, parallelism);
        else await postgres.ReadAsync(part.Table!, sink, parallelism, progress: null);
    }

    /// <summary>Reads the rows of files, as those of one table.</summary>
    /// <param name="files">The files.</param>
    /// <param name="sink">Takes the rows.</param>
    /// <param name="parallelism">Whose threads read, and what ends it.</param>
    /// <param name="progress">Told which share of the files has been read, 0 to 1; null where nobody asks.</param>
    /// <inheritdoc cref="ReadAsync(TableBody, ICustomerSink, Parallelism, Action{double}?)" path="/exception"/>
    public async ValueTask ReadAsync(IReadOnlyList<SourceFile> files, ICustomerSink sink, Parallelism parallelism, Action<double>? progress = null)
    {
        var table = new FileSink(sink);
        var (whole, read) = (files.Sum(file => file.Bytes), 0L);
        foreach (var file in files)
        {
            table.Open(file.Name);
            await FileFaults.NameAsync(file.Name, () => ReadAsync(file, table, parallelism));
            read += file.Bytes;
            progress?.Invoke((double)read / Math.Max(whole, 1));
        }

        foreach (var file in files) file.CheckUnchanged();
    }

    private async ValueTask ReadAsync(SourceFile file, FileSink sink, Parallelism parallelism)
    {
        var limits = reading.Value.WithoutBytes();
        await using var content = file.Open();
        try
        {
            if (file.IsParquet) await new ParquetCustomers(sink, limits, limits.MaxDecompressedBytes, parallelism).ReadAsync(content);
            else await CustomerBody.ReadAsync(SourceFile.ToBody(content), sink, limits, parallelism);
        }
        catch (Exception e) when (e is BodyException or InvalidTableException)
        {
            file.CheckUnchanged(); // what is written just now looks damaged
            throw;
        }
    }
}
