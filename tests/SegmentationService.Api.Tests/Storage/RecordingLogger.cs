using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SegmentationService.Api.Storage;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>Keeps the lines of the store.</summary>
internal sealed class RecordingLogger : ILogger<ModelStore>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Line)> _lines = new();

    public IEnumerable<string> Warnings => _lines.Where(line => line.Level == LogLevel.Warning).Select(line => line.Line);

    public IEnumerable<string> Lines => _lines.Select(line => line.Line);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception)));
}
