using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Jobs;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Hosting;

/// <summary>
/// The service's own sections of the configuration, looked at as a whole before anything starts: a name that does not exist would otherwise be ignored,
/// and a value that cannot be read would end in a stack of exceptions. The framework's sections (Logging, Serilog, Kestrel ...) are not looked at.
/// </summary>
internal static class Settings
{
    private static readonly (string Section, Type Options)[] Sections =
    [
        (StorageOptions.Section, typeof(StorageOptions)),
        (ReadingOptions.Section, typeof(ReadingOptions)),
        (MemoryOptions.Section, typeof(MemoryOptions)),
        (TrainingLimits.Section, typeof(TrainingLimits)),
        (JobOptions.Section, typeof(JobOptions)),
        (LimitOptions.Section, typeof(LimitOptions)),
        (SecurityOptions.Section, typeof(SecurityOptions)),
        (ProxyOptions.Section, typeof(ProxyOptions)),
        (SwaggerOptions.Section, typeof(SwaggerOptions)),
    ];

    /// <summary>Every setting with its default, such as <c>Storage:Path=./data</c>, in the order of the sections.</summary>
    public static IEnumerable<string> All() =>
        from section in Sections
        let defaults = Activator.CreateInstance(section.Options)
        from property in Properties(section.Options)
        select IsList(property.PropertyType)
            ? $"{section.Section}:{property.Name}:0{(Element(property.PropertyType) == typeof(string) ? "" : $":{Properties(Element(property.PropertyType))[0].Name}")}="
            : $"{section.Section}:{property.Name}={Convert.ToString(property.GetValue(defaults), CultureInfo.InvariantCulture)}";

    /// <summary>
    /// Takes the appsettings.json that lies beside the program, wherever it is started from, below all that the framework reads (one in the current directory, the
    /// environment, the command line), and checks the whole.
    /// </summary>
    /// <exception cref="InvalidOperationException">A setting is wrong, as <see cref="Fault"/> says.</exception>
    public static void AddProgramSettings(this WebApplicationBuilder builder)
    {
        var file = new JsonConfigurationSource { Path = "appsettings.json", FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory), Optional = true };
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, file);
        if (Fault(builder.Configuration) is { } fault) throw new InvalidOperationException(fault);
    }

    /// <summary>Looks for names that do not exist and values that are not allowed.</summary>
    /// <returns>The first, in one line: the setting's name and what is allowed. Null when all is well.</returns>
    public static string? Fault(IConfiguration configuration) =>
        TrustedHosts.Fault(configuration[TrustedHosts.Setting]) ?? Sections.SelectMany(section => Faults(configuration.GetSection(section.Section), section.Options)).FirstOrDefault();

    /// <summary>One line for what stops the start, where that lies in the settings or around the program.</summary>
    /// <returns>Null for a fault of the program itself, whose stack is worth seeing.</returns>
    public static string? Explain(Exception exception) => exception switch
    {
        OptionsValidationException options => string.Join(' ', options.Failures),
        IOException { InnerException: AddressInUseException } => $"{exception.Message} Another address is taken with --urls=http://localhost:8081.",
        InvalidDataException { InnerException: { } inner } => $"{exception.Message} {inner.Message}".ReplaceLineEndings(" "),
        StorageUnavailableException or InvalidOperationException or FormatException or IOException => exception.Message.ReplaceLineEndings(" "),
        _ => null,
    };

    private static IEnumerable<string> Faults(IConfigurationSection section, Type options)
    {
        var properties = Properties(options);
        foreach (var setting in section.GetChildren())
        {
            var property = properties.FirstOrDefault(property => property.Name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                string[] names = [.. properties.Select(property => property.Name)];
                yield return Nearest(names, setting.Key) is { } nearest
                    ? $"There is no setting {setting.Path}; is {section.Path}:{names[nearest]} meant?"
                    : $"There is no setting {setting.Path}; {section.Path} has {string.Join(", ", names)}.";
            }
            else if (IsList(property.PropertyType))
            {
                foreach (var fault in ListFaults(setting, Element(property.PropertyType))) yield return fault;
            }
            else if (Expected(setting, property) is { } expected)
            {
                yield return $"{setting.Path} is {(string.IsNullOrEmpty(setting.Value) ? "empty" : $"'{setting.Value}'")}; {expected}.";
            }
        }
    }

    private static int? Nearest(string[] names, string given)
    {
        var steps = NearNames.UsualSteps;
        return new NearNames(names).Nearest(given, ref steps);
    }

    private static IEnumerable<string> ListFaults(IConfigurationSection list, Type element) => !string.IsNullOrEmpty(list.Value)
        ? [$"{list.Path} is '{list.Value}'; a list is expected, whose first item is {list.Path}:0."]
        : element == typeof(string) ? [] : list.GetChildren().SelectMany(item => Faults(item, element));

    /// <summary>What a value should be; null when it is that.</summary>
    private static string? Expected(IConfigurationSection setting, PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(string)) return property.GetCustomAttribute<RequiredAttribute>()?.IsValid(setting.Value) == false ? "it is required" : null;
        if (string.IsNullOrEmpty(setting.Value) && type != property.PropertyType) return null;

        var range = property.GetCustomAttribute<RangeAttribute>();
        return TryConvert(setting.Value ?? "", type, out var value) && range?.IsValid(value) != false
            ? null
            : type == typeof(bool) ? "true or false is expected"
            : $"a {(type == typeof(double) ? "" : "whole ")}number{(range is null ? "" : $" {Between(range)}")} is expected";
    }

    private static bool TryConvert(string text, Type type, out object? value)
    {
        try
        {
            value = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            value = null;
            return false;
        }
    }

    private static string Between(RangeAttribute range)
    {
        var (least, most) = (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
        return most >= int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"of at least {least}") : string.Create(CultureInfo.InvariantCulture, $"between {least} and {most}");
    }

    private static PropertyInfo[] Properties(Type options) =>
        [.. options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite || IsList(property.PropertyType))];

    private static bool IsList(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable));

    private static Type Element(Type list) => list.GetGenericArguments()[0];
}
