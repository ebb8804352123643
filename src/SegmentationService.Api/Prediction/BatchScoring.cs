using Microsoft.Extensions.Options;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Prediction;

/// <summary>The one path of all customers that a request brings: whoever reads them, and in whatever form they are answered.</summary>
internal sealed class BatchScoring(BatchThreads threads, IOptions<ReadingOptions> reading)
{
    /// <summary>
    /// Reads customers, answers them, and tells in headers what is to be said of them as a whole. Puts the answers aside and gives back all else, so that a client that reads slowly, or not
    /// at all, holds nothing but these.
    /// </summary>
    /// <param name="batch">How they are answered; its form is that of <paramref name="answers"/>.</param>
    /// <param name="answers">Takes the answers.</param>
    /// <param name="memory">What all of it is taken from.</param>
    /// <param name="response">The answer, not begun yet.</param>
    /// <param name="read">Reads the customers; gives what is to be said of the table as it came.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The number of customers.</returns>
    /// <exception cref="InvalidTableException">There is none, or the table cannot be used.</exception>
    public async Task<long> ScoreAsync(
        BatchRequest batch, BatchAnswers answers, MemoryShare memory, HttpResponse response, Func<BatchScorer, Parallelism, Task<IReadOnlyList<Notice>>> read, CancellationToken cancellationToken)
    {
        var customers = await threads.RunAsync(ScoreAsync, cancellationToken);
        return customers > 0
            ? customers
            : throw new InvalidTableException(TableDefect.NoCustomers, "There is no customer in the data: a header line, and then a line for each customer, or a list of at least one object is expected.");

        async Task<long> ScoreAsync(Parallelism parallelism)
        {
            using var work = memory.Part();
            parallelism = parallelism with { Memory = work };
            await using var scorer = new BatchScorer(batch.Prepared, answers, reading.Value.ToTableLimits(), parallelism, batch.Decimal, batch.AsOf, batch.IsExplained);
            var ofTable = await read(scorer, parallelism);
            await scorer.EndAsync();
            BatchNotices.Tell([.. ofTable, .. scorer.Notices()], response);
            BatchCounts.Tell(scorer, response);
            return scorer.Count;
        }
    }
}
