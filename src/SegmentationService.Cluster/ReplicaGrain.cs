using System.Diagnostics;
using Orleans.Concurrency;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster;

/// <summary>Asks many parts: those that lie here at once, on the threads that calculate, and those that do not by their grains. Holds an answer of each part that is asked at the moment, and their sum.</summary>
/// <param name="held">The parts that lie here.</param>
/// <param name="grains">Where the others are asked, and those that lie nowhere yet.</param>
/// <param name="threads">Calculate answers.</param>
/// <param name="silo">This replica.</param>
[DealtPlacement]
[Reentrant]
internal sealed class ReplicaGrain(HeldParts held, IGrainFactory grains, PartThreads threads, ILocalSiloDetails silo) : Grain, IReplicaGrain
{
    /// <summary>The most parts that do not lie here that are asked at a time.</summary>
    private const int MostAtOnce = 8;

    private readonly string _replica = silo.SiloAddress.Endpoint.ToString();

    /// <inheritdoc/>
    public async Task<PartReply> AskAsync(PartsRequest request, CancellationToken cancellation)
    {
        var work = new Work(request, held, _replica);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(PartThreads.Most, request.Sources.Length)).Select(_ => AnswerHereAsync()));
        await Task.WhenAll(Enumerable.Range(0, MostAtOnce).Select(_ => AskElsewhereAsync()));
        var reply = work.Reply;
        if (reply.Answer is not null) ClusterMetrics.Answered(work.Here, request.Bytes, reply.Answer.Length);
        return reply;

        async Task AnswerHereAsync()
        {
            while (await Task.Factory.StartNew(() => work.AnswerSome(cancellation), cancellation, TaskCreationOptions.DenyChildAttach, threads.Scheduler))
            {
            }
        }

        async Task AskElsewhereAsync()
        {
            while (work.NextElsewhere() is { } part)
            {
                var question = new PartRequest { Build = request.Build, Source = part.Description, Question = request.Question, PassedOnBy = _replica };
                var answer = await grains.GetGrain<IPartGrain>(PartKey.Of(part)).AskAsync(question, cancellation);
                if (answer.Answer is not null && answer.Replica != _replica) ClusterMetrics.Asked(answer.Replica, 1, question.Bytes + answer.Answer.Length);
                work.Add(answer);
            }
        }
    }

    /// <summary>What is done of one request. Thread-safe.</summary>
    private sealed class Work(PartsRequest request, HeldParts held, string replica)
    {
        /// <summary>So long one request has a thread before others have their turn: a pass over many parts takes seconds.</summary>
        private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(20);

        private readonly Lock _adding = new();
        private readonly Queue<PartSource> _elsewhere = [];
        private int _next = -1;
        private byte[]? _sum;
        private PartReply? _failed;

        /// <summary>How many parts were answered on this replica.</summary>
        public int Here { get; private set; }

        /// <summary>The sum, or why there is none.</summary>
        public PartReply Reply => _failed ?? new PartReply { Replica = replica, Answer = _sum };

        /// <summary>Answers for parts that lie here, and puts aside those that do not.</summary>
        /// <returns>Whether there are more.</returns>
        public bool AnswerSome(CancellationToken cancellation)
        {
            var begin = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(begin) < Turn)
            {
                cancellation.ThrowIfCancellationRequested();
                var next = Interlocked.Increment(ref _next);
                if (next >= request.Sources.Length || Volatile.Read(ref _failed) is not null) return false;
                var part = new PartSource(request.Numbers[next], request.Sources[next]);
                if (held.Find(PartKey.Of(part))?.Answer(request.Build, part.Description, request.Question, cancellation) is { } reply) Add(reply);
                else lock (_adding) _elsewhere.Enqueue(part);
            }

            return true;
        }

        /// <summary>The next part that does not lie here; null where there are no more.</summary>
        public PartSource? NextElsewhere()
        {
            lock (_adding) return _failed is null && _elsewhere.TryDequeue(out var part) ? part : null;
        }

        /// <summary>Adds an answer.</summary>
        public void Add(PartReply reply)
        {
            lock (_adding)
            {
                try
                {
                    if (reply.Answer is null) _failed ??= reply;
                    else _sum = _sum is null ? reply.Answer : PartAnswers.Add(_sum, reply.Answer);
                    if (reply.Replica == replica) Here++;
                }
                catch (InvalidDataException e)
                {
                    _failed ??= new PartReply { Replica = replica, Failure = e.Message };
                }
            }
        }
    }
}
