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
    public void Emit(LogEvent logEvent)
    {
        using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        formatter.Format(logEvent, text);
        console.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    public void Dispose() => console.Dispose();
}
