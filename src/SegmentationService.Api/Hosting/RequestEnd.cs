using SegmentationService.Api.Http;
using Serilog.Events;
using Serilog.Parsing;

namespace SegmentationService.Api.Hosting;

/// <summary>A request that is done: what its line tells.</summary>
/// <param name="Line">What those who know the request have told.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Method">Its method.</param>
/// <param name="Route">The template of its address, never the address.</param>
/// <param name="Status">What it was answered with.</param>
/// <param name="IsAborted">Whether it was broken off.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="TraceId">The id that the log and a problem share.</param>
internal readonly record struct RequestEnd(RequestLine Line, LogEventLevel Level, string Method, string Route, int Status, bool IsAborted, double Milliseconds, string TraceId)
{
    private static readonly MessageTemplate Template = new MessageTemplateParser().Parse(
        "{Method} {Route} answered {Status} in {Milliseconds:0.0} ms, model {Model}, version {Version}, customers {Customers}{Caller}{Aborted}, trace {TraceId}");

    private static readonly LogEventPropertyValue None = new ScalarValue("-");

    /// <summary>The name of the key as the line has it; empty without one.</summary>
    public string Caller => Line.Key is { } key ? ", key " + key : "";

    /// <summary>Empty, or that it was broken off.</summary>
    public string Aborted => IsAborted ? ", broken off" : "";

    /// <summary>The same as an event of Serilog, whose template is parsed once.</summary>
    public LogEvent ToEvent() => new(
        DateTimeOffset.Now,
        Level,
        exception: null,
        Template,
        [
            new("Method", new ScalarValue(Method)),
            new("Route", new ScalarValue(Route)),
            new("Status", new ScalarValue(Status)),
            new("Milliseconds", new ScalarValue(Milliseconds)),
            new("Model", Line.Model is { } model ? new ScalarValue(model) : None),
            new("Version", Line.Version is { } version ? new ScalarValue(version) : None),
            new("Customers", Line.Customers is { } customers ? new ScalarValue(customers) : None),
            new("Caller", new ScalarValue(Caller)),
            new("Aborted", new ScalarValue(Aborted)),
            new("TraceId", new ScalarValue(TraceId)),
        ]);
}
