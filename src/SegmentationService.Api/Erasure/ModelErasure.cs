using SegmentationService.Api.Jobs;
using SegmentationService.Api.Storage;

namespace SegmentationService.Api.Erasure;

/// <summary>Removes what is kept of a model outside of its folder: kept tables that nothing else was trained on, and jobs that have ended.</summary>
internal sealed class ModelErasure(ModelStore store, ModelTables tables, JobService jobs, ILogger<ModelErasure> logger)
{
    /// <summary>Does it, before the model is deleted: afterwards nothing tells any more which tables these are. A job that is under way goes on, and its table stays.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="cancellationToken">Ends it between two tables.</param>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public async Task RemoveAsync(string model, CancellationToken cancellationToken)
    {
        var all = (await jobs.AllAsync(cancellationToken)).Select(job => job.Record).ToArray();
        var ended = all.Where(job => job.Model == model && job.HasEnded).ToArray();
        var own = (await tables.OfAsync(model, ended, cancellationToken)).Keys.ToHashSet(StringComparer.Ordinal);
        if (own.Count > 0)
        {
            foreach (var other in store.Models.Where(other => other.Name != model)) own.ExceptWith((await tables.OfAsync(other.Name, [], cancellationToken)).Keys);
            own.ExceptWith((await tables.OfAsync("", all.Where(job => job.Model != model || !job.HasEnded), cancellationToken)).Keys);
        }

        var removed = 0;
        foreach (var table in own)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await tables.RemoveAsync(table)) removed++;
        }

        var forgotten = await jobs.ForgetAsync(ended);
        if (removed + forgotten > 0) logger.LogInformation("Removed {Tables} kept tables and {Jobs} jobs of {Model}", removed, forgotten, model);
    }
}
