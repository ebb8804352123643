using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Jobs;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tables;
using SegmentationService.Api.Training;
using SegmentationService.Core;

namespace SegmentationService.Api.Erasure;

/// <summary>The kept tables that a model was trained on: those that a version of it, or a job that trains it, names.</summary>
internal sealed class ModelTables(ModelStore store, KeptTables tables, MemoryBudget budget, IOptions<ReadingOptions> reading)
{
    /// <summary>The tables of a model that are kept, and how each was read. O(versions), of which those that are not in memory are asked for their manifest.</summary>
    /// <param name="model">The model.</param>
    /// <param name="jobs">The jobs of the model.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyDictionary<string, VersionSource?>> OfAsync(string model, IEnumerable<JobRecord> jobs, CancellationToken cancellationToken)
    {
        var kept = (await tables.AllAsync(cancellationToken)).Select(table => table.Id).ToHashSet(StringComparer.Ordinal);
        var named = new Dictionary<string, VersionSource?>(StringComparer.Ordinal);
        if (kept.Count == 0) return named;
        foreach (var job in jobs)
            if (QueryHelpers.ParseQuery(job.Query).TryGetValue(TrainQuery.TableParameter, out var given) && given.ToString() is var table && kept.Contains(table)) named[table] = null;
        foreach (var source in await store.SourcesAsync(model, cancellationToken))
            if (source.Table is { } table && kept.Contains(table)) named[table] = source;
        return named;
    }

    /// <summary>Whether a table holds a customer, or cannot be read, so that nobody knows.</summary>
    /// <param name="table">The id of the table.</param>
    /// <param name="source">How a version read it; null where none did.</param>
    /// <param name="id">The id of the customer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False also where the table is kept no longer.</returns>
    public async Task<bool> MayHoldAsync(string table, VersionSource? source, string id, CancellationToken cancellationToken)
    {
        try
        {
            await using var open = await tables.TryOpenAsync(table, cancellationToken);
            if (open is null) return false;
            using var memory = budget.Open();
            using var threads = new YieldingThreads("Erasure", Environment.ProcessorCount);
            var sought = new SoughtCustomer(id);
            await threads.RunAsync(async () =>
            {
                await CustomerBody.ReadAsync(open.BodyFor(source), sought, reading.Value, threads.ToParallelism(cancellationToken) with { Memory = memory });
                return true;
            });
            return sought.IsFound;
        }
        catch (Exception e) when (e is BodyException or InvalidTableException or InvalidOptionsException or DamagedTableException)
        {
            return true;
        }
    }

    /// <summary>Removes a table.</summary>
    /// <param name="table">Its id.</param>
    /// <returns>Whether it was still there.</returns>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public async Task<bool> RemoveAsync(string table)
    {
        try
        {
            await tables.RemoveAsync(table);
            return true;
        }
        catch (UnknownTableException)
        {
            return false;
        }
    }
}
