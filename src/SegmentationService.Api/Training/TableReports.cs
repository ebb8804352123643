using System.Diagnostics;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Sources;
using SegmentationService.Api.Tables;

namespace SegmentationService.Api.Training;

/// <summary>Looks at kept tables: what a training would be made of, as often as somebody changes a parameter.</summary>
internal sealed class TableReports(KeptTables tables, TrainingWork work, ILogger<TableReports> logger)
{
    /// <summary>Keeps a table and looks at it.</summary>
    /// <param name="body">The table; it is read to its end.</param>
    /// <param name="query">How a training would be done.</param>
    /// <param name="place">In the queue.</param>
    /// <param name="cancellationToken">Ends it; nothing is kept then.</param>
    /// <inheritdoc cref="KeptTables.KeepAsync" path="/exception"/>
    public async Task<(TableRecord Record, TableLook Look)> KeepAsync(TableBody body, TrainQuery query, TrainingQueue.Place place, CancellationToken cancellationToken)
    {
        var (named, whole) = await SourceRequest.OfAsync(body, cancellationToken);
        if (named is not null) throw new SourceException(SourceDefect.NotAllowed, "A source is no table to keep: its rows stay where they are, and may change. POST /train takes it each time, with dryRun=true for a report.");
        var record = await tables.KeepAsync(whole, query.File, cancellationToken);
        try
        {
            return (record, new TableLook(await OfAsync(record.Id, query, place, cancellationToken), null));
        }
        catch (OperationCanceledException)
        {
            await tables.RemoveAsync(record.Id); // nobody is told of its id
            throw;
        }
        catch (Exception e)
        {
            // It is kept: what fails from here on is told, and undoes nothing.
            var problem = ProblemMapping.ToProblem(e);
            if (ProblemMapping.IsFault(problem) && !ProblemMapping.IsForNow(e))
            {
                problem.Extensions["traceId"] = Activity.Current?.Id;
                logger.LogError(e, "The kept table {Table} could not be looked at for a reason that lies in the service, trace {TraceId}", record.Id, Activity.Current?.Id);
            }

            return (record, new TableLook(null, problem));
        }
    }

    /// <summary>Looks at a table.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="query">How a training would be done.</param>
    /// <param name="place">In the queue.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <inheritdoc cref="KeptTables.OpenAsync" path="/exception"/>
    public async Task<DryRunResponse> OfAsync(string id, TrainQuery query, TrainingQueue.Place place, CancellationToken cancellationToken)
    {
        await using var table = await tables.OpenAsync(id, progress: null, cancellationToken);
        return await work.ReportAsync(table.Body, query, place, cancellationToken);
    }
}
