using System.Collections.Frozen;
using Microsoft.AspNetCore.WebUtilities;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tables;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Api.Training;

/// <summary>The query parameters of <c>POST /train</c>.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Promote">Whether the new version becomes the champion; null where that is decided by what it reads.</param>
/// <param name="Options">How to train.</param>
/// <param name="DryRun">Whether to report only, without training.</param>
/// <param name="Orders">How the log of orders is read that the customers are made of; null where the body is a table of customers.</param>
internal sealed record TrainQuery(string Model, bool? Promote, TrainingOptions Options, bool DryRun = false, OrderLogOptions? Orders = null)
{
    public const string DefaultModel = "default";

    /// <summary>The parameter that names a kept table.</summary>
    public const string TableParameter = "table";

    /// <summary>Asks for a report in place of a training.</summary>
    public const string DryRunParameter = "dryRun";

    /// <summary>The decimal sign of columns whose numbers can be read with either.</summary>
    public DecimalSign Decimal { get; init; }

    /// <summary>The sheet of a workbook that is read; null for the first with a table.</summary>
    public string? Sheet { get; init; }

    /// <summary>The lines, or rows of the sheet, that are left out.</summary>
    public IReadOnlySet<long> SkipLines { get; init; } = FrozenSet<long>.Empty;

    /// <summary>Which version the segments take ids and names from.</summary>
    public ParentChoice Parent { get; init; }

    /// <summary>The id of the kept table that is trained on, as somebody wrote it; null where the request has the table.</summary>
    public string? Table { get; init; }

    /// <summary>The name of the file that the table came from; null where nobody tells it.</summary>
    public string? File { get; init; }

    /// <summary>The parameters that were given, by their names, as they were written.</summary>
    private IReadOnlyDictionary<string, string> Given { get; init; } = new Dictionary<string, string>();

    /// <summary>The query as it came, with what a form or a header adds to it: what is kept of it where it must outlive the process.</summary>
    public string Text { get; init; } = "";

    private static readonly QueryParameter LabelParameter =
        new("label.COLUMN", ParameterKind.Text, $"What people call a column, such as label.MntWines=wine: names, sentences and answers use it. The name of the column stands in that of the parameter; 1 to {ColumnLabels.Longest} characters in one line. Default: words made of the column's name, or the label that the parent has.") { Prefix = "label." };

    /// <summary>All parameters, with what is allowed and the defaults: requests are checked against it, and OpenAPI shows it.</summary>
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("model", ParameterKind.Text, "The name of the model: lower-case letters, digits, _ and -, up to 64.", DefaultModel) { Example = QueryParameter.ExampleModel },
        new("clusters", ParameterKind.WholeNumber, "A fixed number of segments, instead of a search; excludes minClusters and maxClusters.") { Min = 1, Max = TrainingOptions.MostClusters },
        new("minClusters", ParameterKind.WholeNumber, "The smallest number of segments tried. Default: 2.") { Min = 1, Max = TrainingOptions.MostClusters },
        new("maxClusters", ParameterKind.WholeNumber, $"The largest number of segments tried; one search tries at most {TrainingOptions.WidestSearch} numbers. Default: 10.") { Min = 1, Max = TrainingOptions.MostClusters },
        new("selection", ParameterKind.Text, "How the number of segments is chosen: by the valleys between segments where there are any, else by the silhouette where it shows clear structure, and else by the elbow (auto); or by one of the last two.", "auto") { Choices = ["auto", "silhouette", "elbow"] },
        new(TableParameter, ParameterKind.Text, "The id of a table that POST /tables has kept, in place of a body."),
        FileName.Parameter,
        SheetQuery.Parameter,
        SkipLinesQuery.Parameter,
        OrderQuery.InputParameter,
        .. OrderQuery.Parameters,
        new("columns", ParameterKind.List, "The columns to use, separated by commas or the parameter repeated; a name with a comma goes in double quotes, a quote within is doubled. Default: all that are suitable."),
        new("exclude", ParameterKind.List, "Columns to leave out, written in the same way."),
        new("encode", ParameterKind.List, $"Columns of text, or of numbers that stand for names, to use, each with at most {CategoryColumn.MostValues} different values: each value becomes a feature of 0 and 1. Written in the same way."),
        LabelParameter,
        new("id", ParameterKind.Text, "The id column. Default: customer_id, CustomerID, id and the like, or the first column of distinct text."),
        new("recency", ParameterKind.Text, "The column with the days since the last purchase, or with its date, when its name is not a usual one."),
        new("frequency", ParameterKind.Text, "The column with the number of purchases, when its name is not a usual one."),
        new("monetary", ParameterKind.Text, "The column with the total spend, when its name is not a usual one."),
        new("tenure", ParameterKind.Text, "The column with the days as a customer, or with the date since when, when its name is not a usual one."),
        new("decimal", ParameterKind.Text, "The decimal sign of a column whose numbers can be read with either, such as 1,234 and nothing that decides.", "auto") { Choices = ["auto", "point", "comma"] },
        new("derive", ParameterKind.YesNo, "Whether value_score, engagement_level and ltv_proxy are added where recency, frequency and monetary are known.", "true"),
        new("transform", ParameterKind.Text, "A log for skewed columns (auto), for none, or for all.", "auto") { Choices = ["auto", "none", "log1p"] },
        new("scaler", ParameterKind.Text, "Mean and standard deviation; median and interquartile range (robust); minimum and range; or none.", "standard") { Choices = ["standard", "robust", "minmax", "none"] },
        new("outliers", ParameterKind.Text, "Whether values beyond Tukey's outer fences are clipped to them.", "clip") { Choices = ["clip", "keep"] },
        new("restarts", ParameterKind.WholeNumber, "The search effort for each number of segments: independent k-means++ starts.", "10") { Min = 1, Max = 1_000 },
        ParentChoice.Parameter,
        PromoteQuery.Parameter,
        new(DryRunParameter, ParameterKind.YesNo, "Report what each column is taken for and which features there would be, without training: 200, and nothing is stored.", "false"),
        new("seed", ParameterKind.WholeNumber, "Where random draws begin: the same body, parameters, seed and parent give the same model, bit for bit.", "42") { Min = 0, Max = TrainingOptions.LargestSeed },
        new("minShare", ParameterKind.Number, "A number of segments that leaves one with a smaller share of the customers is not chosen automatically.", "0.01") { Min = 0, Max = 0.5 },
    ];

    /// <summary>What <see cref="ToSource"/> leaves out.</summary>
    private static readonly string[] ToldApart = ["model", TableParameter, FileName.Parameter.Name, DryRunParameter];

    /// <summary>What a log of orders has computed columns for.</summary>
    private static readonly string[] PartsOfTables = ["id", "recency", "frequency", "monetary", "tenure"];

    /// <summary>The query of a request, read once, whoever asks first.</summary>
    /// <inheritdoc cref="Parse" path="/exception"/>
    public static TrainQuery Of(HttpContext context)
    {
        if (context.Features.Get<TrainQuery>() is { } known) return known;
        var query = Parse(FileName.Query(context.Request));
        context.Features.Set(query);
        return query;
    }

    /// <summary>What is told of it with the version that it makes: neither where that goes, which the version tells itself, nor what is told apart.</summary>
    public VersionSource ToSource() => new(File, Table, Given.Where(given => !ToldApart.Contains(given.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(StringComparer.Ordinal));

    /// <summary>The same for a kept table: its file's name is known.</summary>
    /// <param name="table">The table.</param>
    public TrainQuery Of(TableRecord table) => this with { File = File ?? table.File };

    /// <summary>Checks that a request which names a kept table brings no other.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the waiting for its body.</param>
    /// <exception cref="InvalidParameterException">It does.</exception>
    public async ValueTask CheckBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (Table is not null && await RequestBody.HasContentAsync(request, cancellationToken))
            throw new InvalidParameterException(TableParameter, "table names a table that is kept, and the request has a body, too; send one of the two.");
    }

    /// <summary>Reads a query.</summary>
    /// <param name="text">As it came, with or without its question mark.</param>
    /// <exception cref="InvalidParameterException">A parameter is unknown, given twice, not allowed, or excluded by another.</exception>
    /// <exception cref="Core.InvalidOptionsException">Two parameters do not fit each other.</exception>
    public static TrainQuery Parse(string text)
    {
        var reader = new QueryReader(new QueryCollection(QueryHelpers.ParseQuery(text)), Parameters);
        var model = reader.Text("model") ?? DefaultModel;
        if (!ModelName.IsValid(model) || ModelName.IsReserved(model))
            throw new InvalidParameterException("model", ModelName.Rule);
        if (reader.Has("clusters") && (reader.Has("minClusters") || reader.Has("maxClusters")))
            throw new InvalidParameterException("clusters", "clusters fixes the number of segments; it cannot be given together with minClusters or maxClusters.");

        var orders = OrderQuery.Parse(reader, learned: null);
        if (orders is not null && Array.Find(PartsOfTables, reader.Has) is { } part)
            throw new InvalidParameterException(part, $"{part} names a column of a table of customers; with input=transactions the columns of the log are named by customer, invoice, date, amount, or quantity and price.");

        reader.CheckDifferent(PartsOfTables);
        var (asOf, dateFormat) = OrderQuery.ParseDates(reader);
        var defaults = new TrainingOptions();
        var options = new TrainingOptions
        {
            Clusters = (int?)reader.WholeNumber("clusters"),
            MinClusters = (int?)reader.WholeNumber("minClusters") ?? Math.Min(defaults.MinClusters, (int?)reader.WholeNumber("maxClusters") ?? int.MaxValue),
            MaxClusters = (int?)reader.WholeNumber("maxClusters") ?? Math.Max(defaults.MaxClusters, (int?)reader.WholeNumber("minClusters") ?? 0),
            Selection = reader.Choice<SelectionMethod>("selection") ?? defaults.Selection,
            Restarts = (int?)reader.WholeNumber("restarts") ?? defaults.Restarts,
            Seed = reader.WholeNumber("seed") ?? defaults.Seed,
            MinShare = reader.Number("minShare") ?? defaults.MinShare,
            Preparation = new PreparationOptions
            {
                Columns = reader.List("columns"),
                Exclude = reader.List("exclude"),
                Encode = reader.List("encode"),
                Labels = reader.Prefixed(LabelParameter),
                Parts = new ColumnParts
                {
                    Id = reader.Text("id"),
                    Recency = reader.Text("recency"),
                    Frequency = reader.Text("frequency"),
                    Monetary = reader.Text("monetary"),
                    Tenure = reader.Text("tenure"),
                },
                AsOf = asOf,
                DateFormat = dateFormat,
                Derive = reader.YesNo("derive") ?? true,
                Transform = reader.Choice<TransformMethod>("transform") ?? TransformMethod.Auto,
                Scaler = reader.Choice<ScalerMethod>("scaler") ?? ScalerMethod.Standard,
                Outliers = reader.Choice<OutlierHandling>("outliers") ?? OutlierHandling.Clip,
            },
        };
        options.Check();
        return new TrainQuery(model, PromoteQuery.Parse(reader), options, reader.YesNo(DryRunParameter) ?? false, orders)
        {
            Decimal = reader.Choice<DecimalSign>("decimal") ?? DecimalSign.Auto,
            Sheet = reader.Text(SheetQuery.Name),
            SkipLines = SkipLinesQuery.Parse(reader),
            Parent = ParentChoice.Parse(reader),
            Table = reader.Text(TableParameter),
            File = FileName.Of(reader.Text(FileName.Parameter.Name)),
            Given = reader.Given(),
            Text = text,
        };
    }
}
