using SegmentationService.Api.Jobs;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Erasure;

/// <summary>Takes one customer out of all that is kept of a model: the versions, the kept tables that it was trained on, and the jobs that have trained it.</summary>
/// <remarks>Tables and jobs go first: should the process end in between, the versions still tell which tables these are, and the same request goes on.</remarks>
internal sealed class CustomerErasure(ModelStore store, ModelTables tables, JobService jobs, TrainingWork training, ILogger<CustomerErasure> logger)
{
    /// <summary>Does it. Sent again it finds what was left, or nothing.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="id">The id of the customer as the table has it.</param>
    /// <param name="cancellationToken">Ends it before the versions are replaced.</param>
    /// <inheritdoc cref="ModelStore.EraseCustomerAsync" path="/exception"/>
    public async Task<ErasedCustomer> EraseAsync(string model, string id, CancellationToken cancellationToken)
    {
        if (training.IsUnderWay(model)) return new ErasedCustomer(StoreOutcome.ChangedMeanwhile);
        var ofModel = await jobs.OfModelAsync(model, cancellationToken);
        if (ofModel.Any(job => !job.HasEnded)) return new ErasedCustomer(StoreOutcome.ChangedMeanwhile);
        var (removedTables, removedJobs) = (0, 0);
        var erasure = await store.EraseCustomerAsync(model, id, RemoveOthersAsync, cancellationToken);
        return new ErasedCustomer(erasure.Outcome) { Versions = erasure.Versions, Tables = removedTables, Jobs = removedJobs, Unread = erasure.Unread, IsAllRemoved = erasure.IsAllRemoved };

        async Task RemoveOthersAsync(IReadOnlyList<StoredVersion> holding)
        {
            var of = holding.Select(version => version.Source?.Table).ToHashSet(StringComparer.Ordinal);
            foreach (var (table, source) in await tables.OfAsync(model, ofModel, cancellationToken))
                if ((of.Contains(table) || await tables.MayHoldAsync(table, source, id, cancellationToken)) && await tables.RemoveAsync(table)) removedTables++;
            removedJobs = await jobs.ForgetAsync([.. ofModel.Where(job => job.Quotes(id))]);
            if (removedTables + removedJobs > 0) logger.LogInformation("Removed {Tables} kept tables and {Jobs} jobs of {Model} that held a customer", removedTables, removedJobs, model);
        }
    }
}
