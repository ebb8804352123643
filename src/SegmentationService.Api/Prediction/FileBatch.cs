using Microsoft.Extensions.Options;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Sources;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Prediction;

/// <summary>Answers customers that lie in files on the volume of the data, one file after the other, or in a table of a database, each into a file of its own. Memory does not grow with their number.</summary>
internal sealed class FileBatch(DataVolume volume, SourceReader sources, BatchThreads threads, MemoryBudget budget, IOptions<ReadingOptions> reading)
{
    /// <summary>Answers all files, or the table; where one of them cannot be, none of the answers stays.</summary>
    /// <param name="request">The files, or the table, and the folder of the answers.</param>
    /// <param name="batch">How they are answered.</param>
    /// <param name="cancellationToken">Ends it; no answer stays then.</param>
    /// <exception cref="SourceException">The files, or the folder, cannot be used.</exception>
    public async Task<FileBatchResponse> ScoreAsync(SourceRequest request, BatchRequest batch, CancellationToken cancellationToken)
    {
        var pairs = Find(request, batch.Form);
        List<ScoredFileResponse> scored = [];
        try
        {
            foreach (var (part, target) in pairs) scored.Add(await ScoreAsync(part, target.Name, batch, target.WriteAsync, cancellationToken));
            foreach (var (part, _) in pairs) part.CheckUnchanged();
        }
        catch
        {
            foreach (var (_, target) in pairs.Take(scored.Count)) target.Remove();
            throw;
        }

        var version = batch.Prepared.Version.Stored;
        return FileBatchResponse.Of(version.ModelName, version.Version, request.Target!, scored);
    }

    /// <summary>The files, as they are now, or the table, and where their answers go, which is free.</summary>
    /// <param name="request">The files, or the table, and the folder of the answers.</param>
    /// <param name="form">The form of the answers.</param>
    /// <exception cref="SourceException">The files, or the folder, cannot be used.</exception>
    public IReadOnlyList<(SourcePart Part, TargetFile Target)> Find(SourceRequest request, AnswerForm form)
    {
        var parts = sources.PartsOf(request);
        var folder = volume.Target(request.Target!);
        (SourcePart Part, TargetFile Target)[] pairs = [.. parts.Select(part => (part, new TargetFile(folder, $"{part.Stem}.{form.Name}")))];
        if (pairs.GroupBy(pair => pair.Target.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new SourceException(SourceDefect.NotAllowed, $"The answers of two files of the source would both be '{Excerpt.Of(twice.Key)}'; name files of one kind, such as '*.parquet'.") { File = twice.Key };
        foreach (var (_, target) in pairs) target.CheckFree();
        return pairs;
    }

    /// <summary>Answers one file, or a table. The same rows, version and parameters give the same bytes, wherever that is done.</summary>
    /// <param name="part">The file, or the table.</param>
    /// <param name="target">The name of the file of its answers.</param>
    /// <param name="batch">How it is answered.</param>
    /// <param name="write">Writes that file by what it is given.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SourceException">It cannot be used, or has changed.</exception>
    public async Task<ScoredFileResponse> ScoreAsync(SourcePart part, string target, BatchRequest batch, Func<Func<Stream, ValueTask>, Task> write, CancellationToken cancellationToken)
    {
        using var memory = budget.Open();
        using var output = new BatchOutput(batch.Form, batch.Prepared, batch.HasColumns ? new OwnColumns() : null, memory);
        var scored = await threads.RunAsync(ReadAsync, cancellationToken);
        output.Write([]); // a file without a row has answers, too: none
        batch.Form.CheckFits(scored.Rows, output.Columns.Count);
        return await threads.RunAsync(WriteAsync, cancellationToken);

        async Task<ScoredFileResponse> WriteAsync(Parallelism parallelism)
        {
            await write(content => output.WriteAsync(content, parallelism.Cancellation));
            return scored;
        }

        async Task<ScoredFileResponse> ReadAsync(Parallelism parallelism)
        {
            using var work = memory.Part();
            parallelism = parallelism with { Memory = work };
            await using var scorer = new BatchScorer(batch.Prepared, output, reading.Value.ToTableLimits(), parallelism, batch.Decimal, batch.AsOf, batch.IsExplained);
            await sources.ReadAsync(part, scorer, parallelism);
            await scorer.EndAsync();
            return new ScoredFileResponse(part.Name, target, scorer.Count, scorer.Unassigned, scorer.Outliers, [.. scorer.Notices().Select(notice => notice.Message)]);
        }
    }
}
