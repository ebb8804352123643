using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Security;

namespace SegmentationService.Api.Tests.Security;

/// <summary>Protects that nobody keeps the bodies of others out by sending hardly anything: where there is no room the slowest goes.</summary>
public sealed class BodiesUnderWayTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void Begin_NoRoom_EndsTheSlowest()
    {
        var bodies = Of(new LimitOptions { Bodies = 3, BodiesOfCaller = 0 });
        BodiesUnderWay.Body[] under = [.. ((int[])[5_000, 900, 7_000]).Select(bytes => Sending(bodies.Begin("a"), bytes))];
        _clock.Now += TimeSpan.FromSeconds(10);

        bodies.Begin("b");

        Assert.Equal([false, true, false], under.Select(body => body.Ended.IsCancellationRequested));
        Assert.Contains("3 bodies were being received", under[1].Reason, StringComparison.Ordinal);
        Assert.Contains("Limits:Bodies", under[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Begin_NoRoomOfTheCaller_EndsTheSlowestOfTheCaller()
    {
        var bodies = Of(new LimitOptions { BodiesOfCaller = 2 });
        BodiesUnderWay.Body[] under = [bodies.Begin("other"), Sending(bodies.Begin("a"), 10), Sending(bodies.Begin("a"), 20)];
        _clock.Now += TimeSpan.FromSeconds(10);

        bodies.Begin("a");

        Assert.Equal([false, true, false], under.Select(body => body.Ended.IsCancellationRequested));
        Assert.Contains("2 bodies of this caller", under[1].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 0, false)]
    [InlineData(0, 2, true)]
    public void Begin_NoRoomAndAllAreNew_IsToldToTryLater(int all, int ofCaller, bool isOfCaller)
    {
        var bodies = Of(new LimitOptions { Bodies = all, BodiesOfCaller = ofCaller });
        BodiesUnderWay.Body[] under = [bodies.Begin("a"), bodies.Begin("a")];
        _clock.Now += TimeSpan.FromSeconds(1);

        var busy = Assert.Throws<BusyException>(() => bodies.Begin("a"));

        Assert.Equal(isOfCaller, busy.IsOfCaller);
        Assert.All(under, body => Assert.False(body.Ended.IsCancellationRequested));
        under[0].Dispose();
        bodies.Begin("a");
    }

    private static BodiesUnderWay.Body Sending(BodiesUnderWay.Body body, int bytes)
    {
        body.Receive(bytes);
        return body;
    }

    private BodiesUnderWay Of(LimitOptions limits) => new(Options.Create(limits), _clock);

    /// <summary>A clock that is set.</summary>
    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
