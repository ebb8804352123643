using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using SegmentationService.Api.Hosting;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace SegmentationService.Api.Tests;

/// <summary>Keeps every line that the application logs.</summary>
internal sealed class RecordingLog : ILogEventSink
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    /// <summary>What is below it is not kept.</summary>
    public LogLevel Least { get; set; } = LogLevel.Trace;

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    /// <summary>The lines of requests.</summary>
    public IReadOnlyList<LogLine> Requests => [.. _lines.Where(line => line.Category == RequestLogging.Category)];

    public void Emit(LogEvent logEvent)
    {
        var level = LevelConvert.ToExtensionsLevel(logEvent.Level);
        if (level < Least) return;
        var category = logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source) && source is ScalarValue { Value: string name } ? name : "";

        // As the console has it: texts without quotes.
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        new Serilog.Formatting.Display.MessageTemplateTextFormatter("{Message:lj}", CultureInfo.InvariantCulture).Format(logEvent, text);
        _lines.Enqueue(new LogLine(category, level, text.ToString(), logEvent.Exception));
    }

    internal sealed record LogLine(string Category, LogLevel Level, string Text, Exception? Exception);
}
