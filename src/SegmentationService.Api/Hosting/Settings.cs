using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using Npgsql;
using SegmentationService.Api.Http;
using SegmentationService.Api.Jobs;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Sources;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Tables;
using SegmentationService.Api.Training;
using StackExchange.Redis;

namespace SegmentationService.Api.Hosting;

/// <summary>
/// The service's own sections of the configuration, looked at as a whole before anything starts: a name that does not exist would otherwise be ignored,
/// and a value that cannot be read would end in a stack of exceptions. Of the framework's sections (Serilog, Kestrel ...) only names are looked at. What is said names a value
/// only where it can be no secret, which it may be wherever somebody wrote something below <c>Security</c>, <c>Jobs:Webhooks</c> or <c>Data:Postgres</c>.
/// </summary>
internal static class Settings
{
    /// <summary>Longer than any name of a setting, and shorter than a key.</summary>
    private const int LongestName = 20;

    private static readonly (string Section, Type Options)[] Sections =
    [
        (StorageOptions.Section, typeof(StorageOptions)),
        (ReadingOptions.Section, typeof(ReadingOptions)),
        (MemoryOptions.Section, typeof(MemoryOptions)),
        (TrainingLimits.Section, typeof(TrainingLimits)),
        (JobOptions.Section, typeof(JobOptions)),
        (TableOptions.Section, typeof(TableOptions)),
        (DataOptions.Section, typeof(DataOptions)),
        (LimitOptions.Section, typeof(LimitOptions)),
        (SecurityOptions.Section, typeof(SecurityOptions)),
        (ProxyOptions.Section, typeof(ProxyOptions)),
        (SwaggerOptions.Section, typeof(SwaggerOptions)),
        (ClusterOptions.Section, typeof(ClusterOptions)),
        (LoggingOptions.Section, typeof(LoggingOptions)),
    ];

    /// <summary>What the framework and Serilog read; the names within a section of the service's own are besides those of its options.</summary>
    private static readonly (string Section, string[] Names)[] OfTheFramework =
    [
        (LoggingOptions.Section, ["LogLevel", "Console", "Debug", "EventSource", "EventLog"]),
        ("Serilog", ["Using", "LevelSwitches", "FilterSwitches", "MinimumLevel", "Properties", "Filter", "Enrich", "Destructure", "WriteTo", "AuditTo"]),
        ("Serilog:MinimumLevel", ["Default", "Override", "ControlledBy"]),
    ];

    private static readonly string[] TopNames = [.. Sections.Select(section => section.Section), "Serilog", "Kestrel", TrustedHosts.Setting, "urls"];

    /// <summary>Every setting with its default, such as <c>Storage:Path=./data</c>, in the order of the sections.</summary>
    public static IEnumerable<string> All() =>
        from section in Sections
        let defaults = Activator.CreateInstance(section.Options)
        from property in Properties(section.Options)
        select IsList(property.PropertyType)
            ? $"{section.Section}:{property.Name}:{(IsNamed(property.PropertyType) ? "NAME" : "0")}{(Element(property.PropertyType) == typeof(string) ? "" : $":{Properties(Element(property.PropertyType))[0].Name}")}="
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
        TrustedHosts.Fault(configuration[TrustedHosts.Setting]) ?? TopFaults(configuration)
            .Concat(Sections.SelectMany(section => Faults(configuration.GetSection(section.Section), section.Options)))
            .Concat(OfTheFramework.Where(section => section.Section != LoggingOptions.Section).SelectMany(section => Faults(configuration.GetSection(section.Section), section.Names)))
            .FirstOrDefault();

    /// <summary>One line for what stops the start, where that lies in the settings or around the program.</summary>
    /// <returns>Null for a fault of the program itself, whose stack is worth seeing.</returns>
    public static string? Explain(Exception exception) => exception switch
    {
        OptionsValidationException options => string.Join(' ', options.Failures),
        IOException { InnerException: AddressInUseException } => $"{exception.Message} Another address is taken with --urls=http://localhost:8081.",
        InvalidDataException { InnerException: { } inner } => $"{exception.Message} {inner.Message}".ReplaceLineEndings(" "),
        RedisException or NpgsqlException => Clustering.WentAway(exception),
        StorageUnavailableException or InvalidOperationException or FormatException or IOException => exception.Message.ReplaceLineEndings(" "),
        _ => null,
    };

    /// <summary>
    /// Names that stand at the top and are nearly a section's, or a setting's with another mark between its parts. All others are left alone: all variables of the
    /// environment stand there, too, and those written in capitals alone are mostly meant for other programs.
    /// </summary>
    private static IEnumerable<string> TopFaults(IConfiguration configuration)
    {
        if (configuration.GetSection(TrustedHosts.Setting).GetChildren().Any()) yield return $"{TrustedHosts.Setting} is one text, whose names are separated by ; such as shop.example;*.shop.example.";
        foreach (var top in configuration.GetChildren().Where(top => !TopNames.Contains(top.Key, StringComparer.OrdinalIgnoreCase)))
        {
            var below = top.GetChildren().FirstOrDefault();
            if (below is null && All().Select(setting => setting.Split('=')[0]).FirstOrDefault(name => IsJoined(top.Key, name)) is { } meant)
                yield return $"There is no setting {top.Key}; is {meant} meant, which is {meant.Replace(":", "__", StringComparison.Ordinal)} in the environment?";
            else if ((below is not null || top.Key.Any(char.IsAsciiLetterLower)) && Nearest(TopNames, top.Key) is { } nearest)
                yield return below is null ? $"There is no setting {top.Key}; is {TopNames[nearest]} meant?" : $"There is no setting {top.Key}:{Shown(below.Key)}; is {TopNames[nearest]}:{Shown(below.Key)} meant?";
        }
    }

    private static bool IsJoined(string given, string name) => given == name.Replace(':', '_') || given.Equals(name.Replace(":", "__", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    /// <summary>Names of a section that is not the service's own.</summary>
    private static IEnumerable<string> Faults(IConfigurationSection section, string[] names) =>
        from setting in section.GetChildren()
        where !names.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)
        select NoSetting(setting, section, names);

    private static IEnumerable<string> Faults(IConfigurationSection section, Type options)
    {
        var properties = Properties(options);
        var others = OfTheFramework.FirstOrDefault(other => other.Section == section.Path).Names ?? [];
        foreach (var setting in section.GetChildren().Where(setting => !others.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)))
        {
            var property = properties.FirstOrDefault(property => property.Name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                yield return NoSetting(setting, section, [.. properties.Select(property => property.Name)]);
            }
            else if (IsList(property.PropertyType))
            {
                foreach (var fault in ListFaults(setting, property.PropertyType)) yield return fault;
            }
            else if (Expected(setting, property) is { } expected)
            {
                yield return $"{Path(setting)} {Is(setting)}; {expected}.";
            }
        }
    }

    private static string NoSetting(IConfigurationSection setting, IConfigurationSection section, string[] names) => Nearest(names, setting.Key) is { } nearest
        ? $"There is no setting {Path(setting)}; is {Path(section)}:{names[nearest]} meant?"
        : $"There is no setting {Path(setting)}; {Path(section)} has {string.Join(", ", names)}.";

    private static bool MayBeSecret(IConfigurationSection setting) =>
        setting.Path.StartsWith(SecurityOptions.Section + ":", StringComparison.OrdinalIgnoreCase) || setting.Path.StartsWith($"{JobOptions.Section}:{nameof(JobOptions.Webhooks)}:", StringComparison.OrdinalIgnoreCase)
        || setting.Path.StartsWith($"{DataOptions.Section}:{nameof(DataOptions.Postgres)}:", StringComparison.OrdinalIgnoreCase);

    private static string Is(IConfigurationSection setting) =>
        string.IsNullOrEmpty(setting.Value) ? "is empty" : MayBeSecret(setting) ? "has another value, which is not shown" : $"is '{setting.Value}'";

    private static string Path(IConfigurationSection setting) => MayBeSecret(setting) ? string.Join(':', setting.Path.Split(':').Select(Shown)) : setting.Path;

    /// <summary>A part of a name, unless a key may have been written in its place.</summary>
    private static string Shown(string part) => part.Length <= LongestName && part.All(char.IsAsciiLetterOrDigit) ? part : "...";

    private static int? Nearest(string[] names, string given)
    {
        var steps = NearNames.UsualSteps;
        return new NearNames(names).Nearest(given, ref steps);
    }

    private static IEnumerable<string> ListFaults(IConfigurationSection list, Type type) => !string.IsNullOrEmpty(list.Value)
        ? [$"{Path(list)} {Is(list)}; {(IsNamed(type) ? $"items with names of their own are expected: {Path(list)}:NAME" : $"a list is expected, whose first item is {Path(list)}:0")}."]
        : Element(type) is var element && element == typeof(string) ? [] : list.GetChildren().SelectMany(item => string.IsNullOrEmpty(item.Value) ? Faults(item, element) : [$"{Path(item)} {Is(item)}; expected are {string.Join(", ", Properties(element).Select(property => $"{Path(item)}:{property.Name}"))}."]);

    /// <summary>What a value should be; null when it is that.</summary>
    private static string? Expected(IConfigurationSection setting, PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed && !allowed.IsValid(setting.Value)) return $"{string.Join(" or ", allowed.Values)} is expected";
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

    /// <summary>Whether the items have names that the operator gives them.</summary>
    private static bool IsNamed(Type list) => list.GetGenericArguments().Length > 1;

    private static Type Element(Type list) => list.GetGenericArguments()[^1];
}
