using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Training;

/// <summary>
/// One training at a time; a bounded number of them wait, and of one caller fewer. Only a training whose table has been received has a place. Of those that wait the next
/// turn is that of the caller whose last one was longest ago.
/// </summary>
internal sealed class TrainingQueue(IOptions<TrainingLimits> limits)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly int _places = limits.Value.Queue + 1;
    private readonly int _placesOfCaller = limits.Value.ToPlacesOfCaller();
    private readonly Dictionary<string, Caller> _callers = new(StringComparer.Ordinal);
    private readonly List<Place> _line = [];
    private Place? _running;
    private long _turns;
    private int _taken;

    /// <summary>The trainings that run or wait, and the most of them.</summary>
    public (int Taken, int Places) Occupancy => (Math.Min(Volatile.Read(ref _taken), _places), _places);

    /// <summary>Asks for a place before a body is received: none is taken, and who would get none need not send.</summary>
    /// <param name="caller">Who asks.</param>
    /// <exception cref="BusyException">There is none.</exception>
    public Place Ask(string caller)
    {
        lock (_gate) Check(caller);
        return new Place(this, caller);
    }

    /// <summary>Takes a place for work that is ready.</summary>
    /// <param name="caller">Who asks.</param>
    /// <exception cref="BusyException">There is none.</exception>
    public Place TakePlace(string caller)
    {
        var place = new Place(this, caller);
        place.Take();
        return place;
    }

    /// <summary>Takes a place for a training that had one before the service was started anew; it is never refused.</summary>
    /// <param name="caller">Who asked.</param>
    public Place TakePlaceAgain(string caller)
    {
        var place = new Place(this, caller);
        lock (_gate) place.Hold();
        return place;
    }

    private void Check(string caller)
    {
        if (_taken >= _places) throw new BusyException($"{_places} trainings are under way or waiting, the most that are allowed; try again later.", RetryAfter);
        if (_callers.TryGetValue(caller, out var own) && own.Places >= _placesOfCaller)
            throw new BusyException(
                $"{own.Places} trainings of this caller are under way or waiting, the most that one caller may have of {_places}; try again later. An operator allows more with {TrainingLimits.Section}:{nameof(TrainingLimits.QueueOfCaller)}.",
                RetryAfter)
            {
                IsOfCaller = true,
            };
    }

    /// <summary>Gives the turn, where nobody has it, to who has waited for it longest by the count of turns.</summary>
    private void Next()
    {
        if (_running is not null || _line.Count == 0) return;
        var next = _line.MinBy(place => _callers[place.Caller].LastTurn)!; // of one caller the first that came
        _line.Remove(next);
        _callers[next.Caller].LastTurn = ++_turns;
        _running = next;
        next.Begin();
    }

    /// <summary>What is known of a caller while it has places.</summary>
    private sealed class Caller
    {
        public int Places { get; set; }

        /// <summary>The number of its last turn.</summary>
        public long LastTurn { get; set; }
    }

    /// <summary>The place of one training; disposing gives it back.</summary>
    internal sealed class Place(TrainingQueue queue, string caller) : IDisposable
    {
        private readonly TaskCompletionSource _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isTaken;

        public string Caller => caller;

        /// <summary>Takes the place: the training is ready.</summary>
        /// <exception cref="BusyException">There is none.</exception>
        public void Take()
        {
            lock (queue._gate)
            {
                if (_isTaken) return;
                queue.Check(caller);
                Hold();
            }
        }

        /// <summary>Takes the place if that has not been done, and waits until no other training runs; who has the turn keeps it.</summary>
        /// <exception cref="BusyException">There is no place.</exception>
        public async Task WaitForTurnAsync(CancellationToken cancellationToken)
        {
            Take();
            lock (queue._gate)
            {
                if (queue._running != this && !queue._line.Contains(this))
                {
                    queue._line.Add(this);
                    queue.Next();
                }
            }

            await _turn.Task.WaitAsync(cancellationToken);
        }

        /// <summary>Takes the place, whether there is one or not.</summary>
        public void Hold()
        {
            _isTaken = true;
            if (!queue._callers.TryGetValue(caller, out var own)) queue._callers.Add(caller, own = new Caller());
            own.Places++;
            queue._taken++;
        }

        /// <summary>It is its turn.</summary>
        public void Begin() => _turn.SetResult();

        public void Dispose()
        {
            lock (queue._gate)
            {
                if (!_isTaken) return;
                _isTaken = false;
                queue._taken--;
                if (--queue._callers[caller].Places == 0) queue._callers.Remove(caller);
                queue._line.Remove(this);
                if (queue._running == this) queue._running = null;
                queue.Next();
            }
        }
    }
}
