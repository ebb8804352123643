using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using SegmentationService.Api.Http;
using SegmentationService.Api.Security;
using SegmentationService.Api.Telemetry;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace SegmentationService.Api.Hosting;

/// <summary>
/// Serilog, and one line a request. Serilog.AspNetCore's UseSerilogRequestLogging does the same; going over to it is a change of
/// this file alone, at the price that <see cref="RequestLineProvider"/> names.
/// </summary>
internal static class RequestLogging
{
    private const string TextTemplate = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>The logger of the start, before the configuration is read.</summary>
    public static void StartBootstrapLogger() =>
        Log.Logger = new LoggerConfiguration().WriteTo.Console(outputTemplate: TextTemplate, formatProvider: CultureInfo.InvariantCulture).CreateLogger();

    /// <summary>Logs through Serilog, as text, or as JSON with <c>Logging:Format=json</c>; levels from the section <c>Serilog</c>.</summary>
    public static void AddSerilogLogging(this WebApplicationBuilder builder)
    {
        var format = builder.Configuration["Logging:Format"] ?? "text";
        if (format is not ("text" or "json"))
            throw new InvalidOperationException($"Logging:Format is '{format}'; allowed is text or json.");

        var configuration = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
            .MinimumLevel.Override(typeof(ApiKeyHandler).FullName!, LogEventLevel.Warning) // the line of the request says it
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal) // the probe's line and answer say it
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.FromLogContext();
        ITextFormatter formatter = format == "json" ? new JsonFormatter(renderMessage: true) : new MessageTemplateTextFormatter(TextTemplate, CultureInfo.InvariantCulture);
        builder.Logging.ClearProviders();
        if (!Console.IsOutputRedirected)
        {
            configuration = format == "json"
                ? configuration.WriteTo.Console(formatter)
                : configuration.WriteTo.Console(outputTemplate: TextTemplate, formatProvider: CultureInfo.InvariantCulture);
            builder.Logging.AddSerilog(configuration.CreateLogger(), dispose: true);
            return;
        }

        var console = new BufferedConsole(Console.OpenStandardOutput());
        var logger = configuration.WriteTo.Sink(new BufferedConsoleSink(console, formatter)).CreateLogger();
        builder.Logging.AddSerilog(logger, dispose: true);

        // Where Serilog is told to do more than to keep to levels, all events are Serilog's.
        if (format == "json" || builder.Configuration.GetSection("Serilog").GetChildren().Any(setting => setting.Key != "MinimumLevel")) return;
        builder.Logging.AddFilter<SerilogLoggerProvider>(RequestLineProvider.Category, LogLevel.None);
        builder.Logging.AddProvider(new RequestLineProvider(console, logger));
        builder.Logging.AddFilter<RequestLineProvider>((category, _) => category == RequestLineProvider.Category);
    }

    /// <summary>
    /// One line when a request is done: method, route (never the query or a value), status, milliseconds, and what the handler
    /// added by <see cref="RequestDescription.Describe"/>. Health probes are logged only when they fail.
    /// </summary>
    public static void UseRequestLogLine(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(RequestLineProvider.Category);
        app.Use(next => context => InvokeAsync(context, next, logger));
    }

    private static async Task InvokeAsync(HttpContext context, RequestDelegate next, Microsoft.Extensions.Logging.ILogger logger)
    {
        var line = new RequestLine(context.Request.Method);
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
            var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
            var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/') ?? "(no route)";
            var level = Level(status, route);
            ServiceTraces.Describe(line, context.Request.Method, route, status);
            if (logger.IsEnabled(level))
            {
                line.End(route, status, aborted, context.TraceId());
                logger.Log(level, default, line, null, static (line, _) => line.ToString());
            }
        }
    }

    private static LogLevel Level(int status, string route) =>
        status >= 500 ? LogLevel.Error : route.StartsWith("/healthz", StringComparison.Ordinal) ? LogLevel.Debug : LogLevel.Information;
}
