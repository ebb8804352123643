using System.Buffers;
using System.Globalization;
using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace SegmentationService.Api.Hosting;

/// <summary>Writes the events of Serilog to a <see cref="BufferedConsole"/>, which it owns.</summary>
/// <param name="console">Takes the lines.</param>
/// <param name="formatter">Makes lines of events.</param>
internal sealed class BufferedConsoleSink(BufferedConsole console, ITextFormatter formatter) : ILogEventSink, IDisposable
{
    /// <summary>A writer that has grown larger, by a long exception, is not kept.</summary>
    private const int MostKept = 1 << 14;

    [ThreadStatic]
    private static StringWriter? _kept;

    public void Emit(LogEvent logEvent)
    {
        var text = _kept ?? new StringWriter(CultureInfo.InvariantCulture);
        _kept = null; // a value that is formatted might log by itself
        formatter.Format(logEvent, text);
        var characters = text.GetStringBuilder();
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(characters.Length));
        var length = 0;
        var encoder = Encoding.UTF8.GetEncoder();
        foreach (var chunk in characters.GetChunks()) length += encoder.GetBytes(chunk.Span, utf8.AsSpan(length), flush: false);
        length += encoder.GetBytes([], utf8.AsSpan(length), flush: true);
        console.Write(utf8.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(utf8);
        if (characters.Capacity > MostKept) return;
        characters.Clear();
        _kept = text;
    }

    public void Dispose() => console.Dispose();
}
