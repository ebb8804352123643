using System.Buffers;
using System.Globalization;
using System.Text;
using SegmentationService.Api.Http;
using Serilog.Events;

namespace SegmentationService.Api.Hosting;

/// <summary>
/// Writes the lines of requests straight to the console, as the text template of Serilog would. An event of Serilog costs several times as
/// much, about a third of the processor time in user mode of a whole <c>/predict</c>. Levels stay Serilog's.
/// </summary>
/// <param name="console">Takes the lines.</param>
/// <param name="levels">Says what is logged.</param>
internal sealed class RequestLineProvider(BufferedConsole console, Serilog.ILogger levels) : ILoggerProvider
{
    /// <summary>The category of the lines.</summary>
    public const string Category = "SegmentationService.Request";

    public ILogger CreateLogger(string categoryName) => new Logger(console, levels.ForContext(Serilog.Core.Constants.SourceContextPropertyName, categoryName));

    public void Dispose()
    {
        // The console belongs to Serilog's sink.
    }

    private sealed class Logger(BufferedConsole console, Serilog.ILogger levels) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => levels.IsEnabled(Serilog.Extensions.Logging.LevelConvert.ToSerilogLevel(logLevel));

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var buffer = ArrayPool<byte>.Shared.Rent(1024);
            if (state is not RequestLine line || !TryFormat(line, logLevel, buffer, out var written))
                console.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:yyyy-MM-dd HH:mm:ss.fff} {Short(logLevel)} {formatter(state, exception)}{Environment.NewLine}")));
            else console.Write(buffer.AsSpan(0, written));
            ArrayPool<byte>.Shared.Return(buffer);
        }

        private static bool TryFormat(RequestLine line, LogLevel level, byte[] buffer, out int written) =>
            System.Text.Unicode.Utf8.TryWrite(buffer, CultureInfo.InvariantCulture, $"{DateTime.Now:yyyy-MM-dd HH:mm:ss.fff} {Short(level)} {line}{Environment.NewLine}", out written);

        private static string Short(LogLevel level) => Serilog.Extensions.Logging.LevelConvert.ToSerilogLevel(level) switch
        {
            LogEventLevel.Verbose => "VRB",
            LogEventLevel.Debug => "DBG",
            LogEventLevel.Information => "INF",
            LogEventLevel.Warning => "WRN",
            LogEventLevel.Error => "ERR",
            _ => "FTL",
        };
    }
}
