using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Http;
using SegmentationService.Api.Security;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SegmentationService.Api.Hosting;

/// <summary>The OpenAPI document and Swagger UI at <c>/swagger</c>.</summary>
internal static class OpenApi
{
    public const string DocumentName = "v1";

    private const string BearerScheme = "Bearer";

    /// <summary>Swagger UI is one page of scripts and styles of its own; its icons are data, and it styles elements by attributes.</summary>
    private const string PagePolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'";

    public static void AddOpenApiDocument(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(DocumentName, new OpenApiInfo
            {
                Title = "SegmentationService",
                Version = "1",
                Description = "Turns a table of customers into segments a business can act on. Start with GET /samples/customers, POST the file to /train, then POST one customer to /predict.",
            });
            options.IncludeXmlComments(typeof(OpenApi).Assembly, includeControllerXmlComments: false);
            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            options.OperationFilter<DescriptionFilter>();
            options.AddSecurityDefinition(ApiKeyHandler.Scheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = ApiKeyHandler.Header,
                Description = "A key, where the service is configured with keys. Without keys every call is open.",
            });
            options.AddSecurityDefinition(BearerScheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The same key, in Authorization: Bearer.",
            });
            options.CustomSchemaIds(type => type == typeof(ProblemDetails) ? SchemaFilter.Problem : type.Name);
            options.OperationFilter<KeyFilter>();
            options.OperationFilter<AnswerHeaderFilter>();
            options.OperationFilter<AcceptFilter>();
            options.SchemaFilter<SchemaFilter>();
            options.DocumentFilter<TagFilter>();
        });
    }

    /// <summary>Shows document and page, to everyone who can reach them, unless <c>Swagger:Enabled=false</c>.</summary>
    public static void UseOpenApiDocument(this WebApplication app)
    {
        if (!app.Configuration.GetValue(SwaggerOptions.Section + ":" + nameof(SwaggerOptions.Enabled), true)) return;

        // Other requests do not pay for it.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/swagger"), swagger =>
        {
            swagger.UsePageHeaders(PagePolicy);
            swagger.UseSwagger(options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.PreSerializeFilters.Add((document, request) =>
                    document.Servers = [new OpenApiServer { Url = request.PathBase.HasValue ? request.PathBase.Value : "/", Description = "The service that this description comes from." }]);
            });
            swagger.UseSwaggerUI(options =>
            {
                options.SwaggerEndpoint($"{DocumentName}/swagger.json", "SegmentationService");
                options.DocumentTitle = "SegmentationService";
                options.EnableTryItOutByDefault();
                options.DisplayRequestDuration();
            });
        });
    }

    /// <summary>Says of each call which scope its key needs; the requirement holds where keys are configured.</summary>
    private sealed class KeyFilter : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            operation.Security = [];
            if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().LastOrDefault() is not { } needed) return;
            foreach (var scheme in (string[])[ApiKeyHandler.Scheme, BearerScheme])
                operation.Security.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] });
            operation.Description += Security.Scope.All.Append(Security.Scope.TrainOrAdmin).Contains(needed.Policy) ? $"\n\nWith keys: scope `{needed.Policy}`." : "\n\nWith keys: any of them.";
        }
    }

    /// <summary>Adds what endpoints say of themselves in metadata: query parameters, bodies with examples, parts of the address.</summary>
    private sealed class DescriptionFilter : IOperationFilter
    {
        private static readonly Dictionary<string, (string Description, string Example)> AddressParts = new()
        {
            ["model"] = ("The name of the model.", QueryParameter.ExampleModel),
            ["version"] = ("A version number, or an alias.", "1"),
            ["id"] = ("The id of a job.", "019c2f1e-6d4b-7a53-9c1e-0c7f5b2d8e44"),
            ["segment"] = ("The number of a segment.", "1"),
            ["table"] = ("The id of a kept table.", "019c2f1e-6d4b-7a53-9c1e-0c7f5b2d8e45"),
            ["format"] = ("The format of the export.", "json"),
            ["alias"] = ("The alias; champion is the one that serves.", "champion"),
            ["kind"] = ("The last part of the type of a problem.", "invalid-csv"),
        };

        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
            AddPartsReadByFilters(operation, context);
            foreach (var part in operation.Parameters?.OfType<OpenApiParameter>().Where(part => part.In == ParameterLocation.Path) ?? [])
            {
                (part.Description, var example) = AddressParts[part.Name!];
                part.Example = JsonValue.Create(example);
            }

            foreach (var parameter in metadata.OfType<DescribedQuery>().SelectMany(query => query.Parameters))
                (operation.Parameters ??= []).Add(Describe(parameter));
            foreach (var header in metadata.OfType<DescribedHeaders>().SelectMany(described => described.Headers))
                (operation.Parameters ??= []).Add(Describe(header));
            if (operation.Responses?.GetValueOrDefault("200") is OpenApiResponse { Content: { } forms } answer)
            {
                foreach (var (type, form) in forms)
                {
                    if (form is not OpenApiMediaType file) continue;
                    if (AnswerForm.IsFile(type)) file.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
                    else if (type == AnswerForm.Json.MediaType && file.Schema is OpenApiSchema { Type: JsonSchemaType.String }) file.Schema = new OpenApiSchema { Description = "What the call says of it, as JSON." };
                }
            }

            if (metadata.OfType<DescribedBody>().LastOrDefault() is { } body) operation.RequestBody = Describe(body);
            if (metadata.OfType<DescribedExample>().LastOrDefault() is { } described && operation.RequestBody is OpenApiRequestBody request)
            {
                foreach (var media in request.Content?.Values.OfType<OpenApiMediaType>() ?? []) media.Example = JsonNode.Parse(described.Json);
                request.Required = true;
            }
        }

        /// <summary>The parts of the address that no parameter of the handler has, since a filter reads them.</summary>
        private static void AddPartsReadByFilters(OpenApiOperation operation, OperationFilterContext context)
        {
            foreach (var part in (context.ApiDescription.RelativePath ?? "").Split('/').Where(part => part is ['{', .., '}']).Select(part => part[1..^1]))
                if (operation.Parameters?.Any(parameter => parameter.Name == part) != true)
                    (operation.Parameters ??= []).Add(new OpenApiParameter { Name = part, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }

        private static OpenApiParameter Describe(QueryParameter parameter)
        {
            var schema = new OpenApiSchema
            {
                Type = parameter.Kind switch
                {
                    ParameterKind.WholeNumber => JsonSchemaType.Integer,
                    ParameterKind.Number => JsonSchemaType.Number,
                    ParameterKind.YesNo => JsonSchemaType.Boolean,
                    ParameterKind.List => JsonSchemaType.Array,
                    _ => JsonSchemaType.String,
                },
                Minimum = parameter.Min?.ToString(CultureInfo.InvariantCulture),
                Maximum = parameter.Max?.ToString(CultureInfo.InvariantCulture),
                Enum = parameter.Choices?.Select(choice => (JsonNode)JsonValue.Create(choice)).ToList(),
            };
            if (parameter.Kind == ParameterKind.List) schema.Items = new OpenApiSchema { Type = JsonSchemaType.String };
            if (parameter.Default is { } value) schema.Default = parameter.Kind == ParameterKind.Text ? JsonValue.Create(value) : JsonNode.Parse(value);
            return new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Description = parameter.Description,
                Schema = schema,
                Example = parameter.Example is { } example ? JsonValue.Create(example) : null,
            };
        }

        private static OpenApiParameter Describe(DescribedHeader header) => new()
        {
            Name = header.Name,
            In = ParameterLocation.Header,
            Description = header.Description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = header.Example is { } example ? JsonValue.Create(example) : null,
        };

        private static OpenApiRequestBody Describe(DescribedBody body) => new()
        {
            Description = body.Description,
            Required = true,
            Content = body.Examples.ToDictionary(pair => pair.Key, pair => (IOpenApiMediaType)(pair is ("multipart/form-data", null) ? new OpenApiMediaType { Schema = Form(body.Files) } : pair.Value is null ? new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } } : Describe(pair.Key, pair.Value, body.Orders.GetValueOrDefault(pair.Key)))),
        };

        private static OpenApiMediaType Describe(string type, string? example, string? orders)
        {
            var media = Describe(type, example);
            if (orders is null) return media;
            media.Examples = new Dictionary<string, IOpenApiExample>
            {
                ["customers"] = new OpenApiExample { Summary = "Customers", Value = media.Example },
                ["transactions"] = new OpenApiExample { Summary = "Order lines: set input to transactions", Value = Describe(type, orders).Example },
            };
            media.Example = null; // OpenAPI allows one or the other
            return media;
        }

        private static OpenApiMediaType Describe(string type, string? example)
        {
            if (example is null) return new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
            var isJson = type == "application/json";
            var value = isJson ? JsonNode.Parse(example) : JsonValue.Create(example);
            var schemaType = !isJson ? JsonSchemaType.String : value is JsonArray ? JsonSchemaType.Array : JsonSchemaType.Object;
            var schema = schemaType == JsonSchemaType.Object ? AnyFields() : new OpenApiSchema { Type = schemaType };
            if (schemaType == JsonSchemaType.Array) schema.Items = AnyFields();
            return new OpenApiMediaType { Schema = schema, Example = value };
        }

        /// <summary>A customer has the fields of its table. Said outright: where nothing is said of further members, some generators make objects without any.</summary>
        private static OpenApiSchema AnyFields() => new() { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema() };

        private static OpenApiSchema Form(IReadOnlyList<string> files) => new()
        {
            Type = JsonSchemaType.Object,
            Required = files.ToHashSet(),
            Properties = files.ToDictionary(file => file, _ => (IOpenApiSchema)new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "A .csv, .tsv, .json or .ndjson file." }),
        };
    }
}
