using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Security;

/// <summary>
/// The bodies that are being received. There is room for a bounded number, and of one caller for fewer; who comes when there is none takes the place of the slowest, so that
/// nobody keeps others out by sending hardly anything.
/// </summary>
internal sealed class BodiesUnderWay(IOptions<LimitOptions> options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<Body> _bodies = [];
    private readonly LimitOptions _limits = options.Value;
    private readonly TimeProvider _time = time;

    /// <summary>Makes room for a body.</summary>
    /// <param name="caller">Who sends it.</param>
    /// <exception cref="BusyException">There is none, and all others have only begun.</exception>
    public Body Begin(string caller)
    {
        lock (_gate)
        {
            Body[] own = [.. _bodies.Where(body => body.Caller == caller)];
            if (_limits.BodiesOfCaller > 0 && own.Length >= _limits.BodiesOfCaller) EndSlowest(own, "of this caller ", nameof(LimitOptions.BodiesOfCaller), isOfCaller: true);
            else if (_limits.Bodies > 0 && _bodies.Count >= _limits.Bodies) EndSlowest(_bodies, "", nameof(LimitOptions.Bodies), isOfCaller: false);
            var begun = new Body(this, caller);
            _bodies.Add(begun);
            return begun;
        }
    }

    private void EndSlowest(IReadOnlyList<Body> among, string whose, string setting, bool isOfCaller)
    {
        var (count, grace) = (among.Count, TimeSpan.FromSeconds(_limits.BodyGraceSeconds));
        if (among.Where(body => body.Age > grace).MinBy(body => body.BytesPerSecond) is not { } slowest)
            throw new BusyException(
                $"{count} bodies {whose}are being received, the most that are allowed; try again later. An operator allows more with {LimitOptions.Section}:{setting}.", grace)
            {
                IsOfCaller = isOfCaller,
            };
        _bodies.Remove(slowest);
        slowest.End($"The body of the request came too slowly, while {count} bodies {whose}were being received, the most that are allowed. An operator allows more with {LimitOptions.Section}:{setting}.");
    }

    /// <summary>A body under way; disposing gives its room back.</summary>
    internal sealed class Body : IDisposable
    {
        private readonly BodiesUnderWay _all;
        private readonly CancellationTokenSource _end = new();
        private readonly long _begun;
        private string? _reason;
        private long _received;

        public Body(BodiesUnderWay all, string caller)
        {
            (_all, Caller, _begun) = (all, caller, all._time.GetTimestamp());
            if (all._limits.BodySeconds > 0) _end.CancelAfter(TimeSpan.FromSeconds(all._limits.BodySeconds));
        }

        public string Caller { get; }

        /// <summary>Cancelled when it came too slowly.</summary>
        public CancellationToken Ended => _end.Token;

        public TimeSpan Age => _all._time.GetElapsedTime(_begun);

        public double BytesPerSecond => Interlocked.Read(ref _received) / Age.TotalSeconds;

        /// <summary>Why it was ended.</summary>
        public string Reason => _reason
            ?? $"The body of the request took longer than {_all._limits.BodySeconds} seconds, the most that is allowed. An operator allows more with {LimitOptions.Section}:{nameof(LimitOptions.BodySeconds)}.";

        /// <summary>Counts what has come.</summary>
        public void Receive(int bytes) => Interlocked.Add(ref _received, bytes);

        /// <summary>Ends it.</summary>
        public void End(string reason)
        {
            _reason = reason;
            _end.Cancel();
        }

        public void Dispose()
        {
            lock (_all._gate) _all._bodies.Remove(this);
            _end.Dispose();
        }
    }
}
