using Serilog.Core;
using Serilog.Events;

namespace SegmentationService.Api.Hosting;

/// <summary>
/// Leaves a start that fails, or that the process is asked to end in the middle of, to the one line that the program ends with: the host and Orleans would each tell the same exception, layer by layer.
/// What the program has no line for is told by them.
/// </summary>
/// <param name="services">Have the lifetime of the application, which logs itself and so cannot be there before this.</param>
internal sealed class FailedStart(IServiceProvider services) : ILogEventFilter
{
    private static readonly string[] Layers = ["Microsoft.Extensions.Hosting", "Orleans"];

    /// <inheritdoc/>
    public bool IsEnabled(LogEvent logEvent) =>
        logEvent.Exception is not { } exception
        || !IsOfLayer(logEvent)
        || (exception is not OperationCanceledException && Settings.Explain(exception) is null)
        || services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.IsCancellationRequested;

    private static bool IsOfLayer(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source)
        && source is ScalarValue { Value: string category }
        && Array.Exists(Layers, layer => category.StartsWith(layer, StringComparison.Ordinal));
}
