using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SegmentationService.Api.Hosting;

/// <summary>
/// Says of answers what the serialiser does: which members are always there, which may be null, also where they are objects, and which values those have that are names.
/// Answers may get more members, so none says that it has no others.
/// </summary>
internal sealed class SchemaFilter : ISchemaFilter
{
    /// <summary>The name of the schema of problems.</summary>
    public const string Problem = "Problem";

    private const string Answer = "Response";
    private const string OpenEnum = "x-extensible-enum";

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema described) return;
        if (context.Type == typeof(ProblemDetails)) DescribeProblem(described);
        else if (context.Type.IsClass && IsAnswer(context.Type) && described.Properties is { Count: > 0 }) DescribeAnswer(described, context.Type);
    }

    /// <summary>Whether the service sends it; what it receives may lack members.</summary>
    private static bool IsAnswer(Type type) => type.Namespace?.StartsWith("SegmentationService.Api", StringComparison.Ordinal) == true && (type.Name.EndsWith(Answer, StringComparison.Ordinal) || type == typeof(Models.VersionSummary));

    private static void DescribeAnswer(OpenApiSchema schema, Type type)
    {
        schema.AdditionalPropertiesAllowed = true;
        var nullability = new NullabilityInfoContext();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (!schema.Properties!.TryGetValue(name, out var member)) continue;
            var isLeftOut = property.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.WhenWritingNull };
            if (!isLeftOut) (schema.Required ??= new HashSet<string>()).Add(name);
            if (member is OpenApiSchemaReference && nullability.Create(property).ReadState == NullabilityState.Nullable)
                schema.Properties[name] = new OpenApiSchema { OneOf = [member, new OpenApiSchema { Type = JsonSchemaType.Null }] };
            else if (member is OpenApiSchema own && OpenValues.Of(type, property.Name) is { } values) Open(own, values);
        }
    }

    private static void DescribeProblem(OpenApiSchema schema)
    {
        var type = Text("What kind of problem it is: an address whose page says what it means and what to do.");
        Open(type, OpenValues.ProblemTypes);
        schema.Type = JsonSchemaType.Object;
        schema.Description = "What is wrong, where, and what is allowed (RFC 9457). Beside what is always there it has those of the other members that there is something to say by.";
        schema.AdditionalPropertiesAllowed = true;
        schema.AdditionalProperties = null;
        schema.Required = new HashSet<string> { "type", "title", "status", "detail" };
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = type,
            ["title"] = Text("The kind in words."),
            ["status"] = Number("The HTTP status.", "int32"),
            ["detail"] = Text("What is wrong with this request, where, and what is allowed."),
            ["traceId"] = Text("The id under which the log of the service has the request; not in what a job or a table tells of a problem."),
            ["parameter"] = Text("The query parameter, part of the address, header or field of a small body that it is about."),
            ["line"] = Number("The line of the body, from 1.", "int64"),
            ["item"] = Number("The item of a JSON array, from 1.", "int64"),
            ["column"] = Text("The column of the table."),
            ["field"] = Text("The field of a customer."),
            ["segment"] = Number("The segment that has the name already.", "int32"),
            ["file"] = Text("The file of a source."),
            ["scope"] = Text("The scope that a key needs for the call."),
            ["accepted"] = List("The media types or encodings that the call takes."),
            ["missing"] = List("The features that the parent has and the table does not."),
            ["added"] = List("The features that the table has and the parent does not."),
            ["limitBytes"] = Number("The most bytes that are allowed.", "int64"),
            ["askedBytes"] = Number("The bytes of memory that the request would need.", "int64"),
            ["replica"] = Text("The replica of the cluster that cannot do its part."),
            ["replicas"] = Number("How many replicas the cluster has.", "int32"),
            ["needed"] = Number("How many replicas with as much room would be enough; left out where no number is.", "int64"),
        };
    }

    private static void Open(OpenApiSchema schema, IReadOnlyList<string> values) =>
        (schema.Extensions ??= new Dictionary<string, IOpenApiExtension>())[OpenEnum] = new JsonNodeExtension(new JsonArray([.. values.Select(value => (JsonNode)JsonValue.Create(value))]));

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema Number(string description, string format) => new() { Type = JsonSchemaType.Integer, Format = format, Description = description };

    private static OpenApiSchema List(string description) => new() { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String }, Description = description };
}
