using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Training;

/// <summary>One training at a time; a bounded number of them wait.</summary>
internal sealed class TrainingQueue(IOptions<TrainingLimits> limits) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly int _places = limits.Value.Queue + 1;
    private int _taken;

    /// <summary>The trainings that run or wait, and the most of them.</summary>
    public (int Taken, int Places) Occupancy => (Math.Min(Volatile.Read(ref _taken), _places), _places);

    /// <summary>Takes a place for a request, before its body is read.</summary>
    /// <exception cref="BusyException">There is none.</exception>
    public Place TakePlace()
    {
        if (Interlocked.Increment(ref _taken) <= _places) return new Place(this);
        Interlocked.Decrement(ref _taken);
        throw new BusyException($"{_places} trainings are under way or waiting, the most that are allowed; try again later.", RetryAfter);
    }

    /// <summary>Takes a place for a training that had one before the service was started anew; it is never refused.</summary>
    public Place TakePlaceAgain()
    {
        Interlocked.Increment(ref _taken);
        return new Place(this);
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>The place of one request; disposing gives it back.</summary>
    internal sealed class Place(TrainingQueue queue) : IDisposable
    {
        private bool _hasTurn;

        /// <summary>Waits until no other training runs; who has the turn keeps it.</summary>
        public async Task WaitForTurnAsync(CancellationToken cancellationToken)
        {
            if (_hasTurn) return;
            await queue._turn.WaitAsync(cancellationToken);
            _hasTurn = true;
        }

        public void Dispose()
        {
            if (_hasTurn) queue._turn.Release();
            Interlocked.Decrement(ref queue._taken);
        }
    }
}
