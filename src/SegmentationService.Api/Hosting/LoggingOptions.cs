using System.ComponentModel.DataAnnotations;

namespace SegmentationService.Api.Hosting;

/// <summary>How the log is written. Configuration section <c>Logging</c>, which also has settings of the framework; levels are those of the section <c>Serilog</c>.</summary>
internal sealed class LoggingOptions
{
    public const string Section = "Logging";

    /// <summary>Lines to read.</summary>
    public const string Text = "text";

    /// <summary>One JSON object a line.</summary>
    public const string Json = "json";

    /// <summary><c>text</c> or <c>json</c>.</summary>
    [AllowedValues(Text, Json)]
    public string Format { get; set; } = Text;
}
