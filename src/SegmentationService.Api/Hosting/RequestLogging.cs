using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using SegmentationService.Api.Http;
using SegmentationService.Api.Security;
using SegmentationService.Api.Telemetry;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;
using Serilog.Parsing;

namespace SegmentationService.Api.Hosting;

/// <summary>
/// Serilog, and one event a request, put together by hand: Serilog's own middleware for requests would also log the address as it was sent. Where Serilog is told
/// no more than levels, the line of a request goes to the console by <see cref="RequestLineWriter"/>.
/// </summary>
internal static class RequestLogging
{
    /// <summary>The source of the events of requests.</summary>
    public const string Category = "SegmentationService.Request";

    private const string TextTemplate = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>The logger of the start, before the configuration is read.</summary>
    public static void StartBootstrapLogger() =>
        Log.Logger = new LoggerConfiguration().WriteTo.Sink(new BufferedConsoleSink(new BufferedConsole(Console.OpenStandardOutput()), TextFormatter())).CreateLogger();

    /// <summary>Logs through Serilog, as text, or as JSON with <c>Logging:Format=json</c>; levels and more from the section <c>Serilog</c>.</summary>
    public static void AddSerilogLogging(this WebApplicationBuilder builder)
    {
        var format = (builder.Configuration.GetSection(LoggingOptions.Section).Get<LoggingOptions>() ?? new LoggingOptions()).Format;
        ITextFormatter formatter = format == LoggingOptions.Json ? new JsonFormatter(renderMessage: true) : TextFormatter();
        var console = new BufferedConsole(Console.OpenStandardOutput(), count => Line(formatter, BufferedConsole.DroppedLines(count)));
        builder.Services.AddSingleton(console);
        var keepsToLevels = builder.Configuration.GetSection("Serilog").GetChildren().All(setting => setting.Key == "MinimumLevel");
        if (format == LoggingOptions.Text && keepsToLevels) builder.Services.AddSingleton(new RequestLineWriter(console));

        builder.Logging.ClearProviders();
        // The static logger stays that of the start: a process may hold several applications, as the tests do.
        builder.Services.AddSerilog(
            (services, configuration) =>
            {
                configuration
                    .MinimumLevel.Information()
                    .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
                    .MinimumLevel.Override("Orleans", LogEventLevel.Warning)
                    .MinimumLevel.Override(typeof(ApiKeyHandler).FullName!, LogEventLevel.Warning) // the line of the request says it
                    .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal) // the probe's line and answer say it
                    .ReadFrom.Configuration(builder.Configuration)
                    .ReadFrom.Services(services)
                    .Filter.With(new FailedStart(services))
                    .Enrich.FromLogContext()
                    .WriteTo.Sink(new BufferedConsoleSink(console, formatter));
            },
            preserveStaticLogger: true);
    }

    /// <summary>
    /// One event when a request is done: method, route (never the query or a value), status, milliseconds, and what the handler
    /// added by <see cref="RequestDescription.Describe"/>. Health probes are logged only when they fail.
    /// </summary>
    public static void UseRequestLogLine(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<Serilog.ILogger>().ForContext(Constants.SourceContextPropertyName, Category);
        var writer = app.Services.GetService<RequestLineWriter>();
        app.Use(next => context => InvokeAsync(context, next, logger, writer));
    }

    /// <summary>Where platforms ask again and again whether the service lives; <c>/health</c> is also the beginning of <c>/healthz</c>.</summary>
    private static readonly string[] Probes = ["/health", "/ping", "/v2/health"];

    private static async Task InvokeAsync(HttpContext context, RequestDelegate next, Serilog.ILogger logger, RequestLineWriter? writer)
    {
        var line = new RequestLine();
        context.Features.Set(line);
        var aborted = true;
        try
        {
            await next(context);
            aborted = false;
        }
        finally
        {
            var status = aborted && !context.Response.HasStarted ? StatusCodes.Status500InternalServerError : context.Response.StatusCode;
            // A problem made of an exception has taken the endpoint off the context, and keeps it in this feature.
            var failure = context.Features.Get<IExceptionHandlerFeature>();
            var endpoint = context.GetEndpoint() ?? failure?.Endpoint;
            var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/') ?? "(no route)";
            var level = Level(status, route, failure?.Error);
            ServiceTraces.Describe(line, context.Request.Method, route);
            if (logger.IsEnabled(level))
            {
                var end = new RequestEnd(line, level, context.Request.Method, route, status, aborted, line.Elapsed.TotalMilliseconds, context.TraceId());
                if (writer is not null) writer.Write(end);
                else logger.Write(end.ToEvent());
            }
        }
    }

    private static MessageTemplateTextFormatter TextFormatter() => new(TextTemplate, CultureInfo.InvariantCulture);

    private static string Line(ITextFormatter formatter, string message)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(new LogEvent(DateTimeOffset.Now, LogEventLevel.Warning, exception: null, new MessageTemplate(message, [new TextToken(message)]), []), line);
        return line.ToString();
    }

    /// <summary>A refusal for now is no error: nobody has to look after it.</summary>
    private static LogEventLevel Level(int status, string route, Exception? failure) =>
        status >= 500 ? ProblemMapping.IsForNow(failure) ? LogEventLevel.Warning : LogEventLevel.Error
        : Array.Exists(Probes, probe => route.StartsWith(probe, StringComparison.Ordinal)) ? LogEventLevel.Debug : LogEventLevel.Information;
}
