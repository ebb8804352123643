using Orleans.Concurrency;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster;

/// <summary>Asks parts by calls that do not leave the replica, as long as they lie where they were dealt to. Holds an answer of each part that is asked at the moment, and their sum.</summary>
/// <param name="grains">Where parts are asked.</param>
/// <param name="silo">This replica.</param>
[DealtPlacement]
[Reentrant]
internal sealed class ReplicaGrain(IGrainFactory grains, ILocalSiloDetails silo) : Grain, IReplicaGrain
{
    /// <summary>Some for each thread that calculates: the next question lies ready when an answer is done.</summary>
    private static readonly int MostAtOnce = 4 * PartThreads.Most;

    private readonly string _replica = silo.SiloAddress.Endpoint.ToString();

    /// <inheritdoc/>
    public async Task<PartReply> AskAsync(PartsRequest request, CancellationToken cancellation)
    {
        // Turns of a grain come one after the other, so what they share needs no lock.
        var (next, here, sum, failed) = (0, 0, (byte[]?)null, (PartReply?)null);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(MostAtOnce, request.Sources.Length)).Select(_ => AskOneByOneAsync()));
        if (failed is not null) return failed;
        ClusterMetrics.Answered(here, request.Bytes, sum!.Length);
        return new PartReply { Replica = _replica, Answer = sum };

        async Task AskOneByOneAsync()
        {
            while (failed is null && next < request.Sources.Length)
            {
                var part = new PartSource(request.Numbers[next], request.Sources[next]);
                next++;
                var question = new PartRequest { Build = request.Build, Source = part.Description, Question = request.Question, PassedOnBy = _replica };
                Add(await grains.GetGrain<IPartGrain>(PartKey.Of(part)).AskAsync(question, cancellation), question);
            }
        }

        void Add(PartReply reply, PartRequest question)
        {
            if (reply.Answer is null)
            {
                failed ??= reply;
                return;
            }

            if (reply.Replica == _replica) here++;
            else ClusterMetrics.Asked(reply.Replica, 1, question.Bytes + reply.Answer.Length);
            try
            {
                sum = sum is null ? reply.Answer : PartAnswers.Add(sum, reply.Answer);
            }
            catch (InvalidDataException e)
            {
                failed ??= new PartReply { Replica = _replica, Failure = e.Message };
            }
        }
    }
}
