using System.Buffers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Drift;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Sources;
using SegmentationService.Api.Storage;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Prediction;

/// <summary><c>POST /predict</c>, <c>POST /explain</c> and <c>POST /predict/batch</c>.</summary>
internal static class PredictionEndpoints
{
    private const string JsonType = "application/json; charset=utf-8";

    private static readonly QueryParameter[] PredictParameters = [.. BatchQuery.OfCustomers, BatchQuery.Explain];

    private static readonly QueryParameter[] ExplainParameters =
        [.. BatchQuery.OfCustomers, new("rival", ParameterKind.WholeNumber, "The number of the segment to compare with; by default the runner-up.")];

    /// <returns><c>POST /predict/batch</c>, for those who answer it in another way.</returns>
    public static RouteHandlerBuilder MapPrediction(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Prediction").RequireScope(Scope.Predict).LimitRate(RateLimits.Predictions)
            .ProducesPredictionProblems();
        // Asked for here and not by the handler, for which the server would have to make a scope of services for each request.
        var store = new Lazy<ModelStore>(routes.ServiceProvider.GetRequiredService<ModelStore>);
        var drift = new Lazy<LiveDrift>(routes.ServiceProvider.GetRequiredService<LiveDrift>);
        group.MapPost("/predict", (Delegate)((HttpContext context) => PredictAsync(context, store.Value, drift.Value, PredictParameters, isAlwaysExplained: false)))
            .WithName("predict")
            .WithSummary("The segment of one customer")
            .WithDescription("""
                The body is a flat JSON object with the fields of the training table. Fields that the model does not use are ignored; one that is missing takes the training
                median, with a notice, and a field whose name is nearly that of a missing one gets a notice too. In a column that was encoded, a value that training did not have
                counts as none of its values, with a notice. The confidence is the share of refits of the segments on resampled customers that put the customer into the same segment;
                below a half it is uncertain. Versions without a jury tell a softmax over the distances instead, as confidenceBasis says. The header X-Model-Version names the version that answered.
                """)
            .WithMetadata(new DescribedQuery(PredictParameters), DescribedBody.Customer, PreparedLookup.Headers)
            .Produces<PredictResponse>();
        group.MapPost("/explain", (Delegate)((HttpContext context) => PredictAsync(context, store.Value, drift.Value, ExplainParameters, isAlwaysExplained: true)))
            .WithName("explain")
            .WithSummary("Why a customer is in its segment, and what would change it")
            .WithDescription("""
                Answers what /predict answers of the same body, and besides: why, what each feature says for the segment and against a rival, which adds up to the logarithm of the ratio of their weights;
                radius, how far the nearest boundary is in the feature space; and flips, for each column the nearest values below and above with which, all else as it is, the customer is in another segment.
                It explains the model, and no cause: changing a value in a form does not change a customer.
                """)
            .WithMetadata(new DescribedQuery(ExplainParameters), DescribedBody.Customer, PreparedLookup.Headers)
            .Produces<PredictResponse>();
        return group.MapPost("/predict/batch", PredictBatchAsync).AddEndpointFilter<FormFields>()
            .WithName("predictBatch")
            .WithSummary("The segments of many customers")
            .WithDescription("""
                The body has the same formats as that of /train. The answers come in the order of the body, as a JSON array, NDJSON, CSV, a workbook (.xlsx), Parquet or an Arrow stream: format= or the header Accept chooses.
                A customer that cannot be assigned (text where a number is expected, no value at all) has no segment and a notice that says why; a row that lacks values that others have
                gets one notice, and what no row has is told once, in X-Notices. The body is read as a stream, and the
                answer is sent as one when it has been read to its end: a fault anywhere in it is a problem, never half an answer. Headers count: X-Rows the customers, X-Rows-Unassigned those without a segment, X-Outliers those unlike the training customers of their segment.
                With include=columns each row begins with the columns of the body, each cell as it came, the id among them; a name that is taken gets _2. JSON and NDJSON have them in the member columns.
                With input=transactions a row is an order line: the customers are made first, in the way that the training of the model did, and answered in the order of their ids. The header
                X-As-Of tells the moment that recency counts from: that of the training, or for a log that goes on after it the day after its latest date. X-Notices tells what was left out, and what was not plain about the body.
                With {"source": {"path": "customers/*.parquet"}} as the JSON body the customers are those of files on the volume of the data (Data:Path), with {"source": {"postgres": "Shop", "table": "public.customers"}} those of a table (Data:Postgres), which needs the scope train, too; with "target": "scored" beside the source the answers of
                each file, or of the table, are written to a file of that folder (format=, by default Parquet), nothing is overwritten, and the answer tells the files and their counts.
                """)
            .WithMetadata(new DescribedQuery(BatchQuery.Parameters), DescribedBody.Customers)
            .WithMetadata(PreparedLookup.Headers, BatchCounts.Headers, BatchNotices.Headers, OrderBatch.Headers)
            .Produces<BatchItemResponse[]>(StatusCodes.Status200OK, AnswerForm.MediaTypes[0], AnswerForm.MediaTypes[1..]);
    }

    // Reads and writes by hand, for speed: nothing is bound or reflected on. Not a documentation comment, which OpenAPI would show.
    private static async Task PredictAsync(HttpContext context, ModelStore store, LiveDrift drift, QueryParameter[] parameters, bool isAlwaysExplained)
    {
        var query = Query(context, parameters);
        var (problem, prepared) = await PreparedLookup.FindAsync(context, store, query);
        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        CustomerRequest.CheckHeaders(context.Request);
        var body = await CustomerRequest.ReadAsync(context.Request);
        var request = prepared.Requests.Get();
        request.Fields.DecimalSign = query.Choice<DecimalSign>("decimal") ?? DecimalSign.Auto;
        request.IsExplained = isAlwaysExplained || query.YesNo("explain") == true;
        request.Rival = query.WholeNumber("rival");
        request.Counter = isAlwaysExplained ? null : drift.CounterOf(prepared.Version.Stored);
        try
        {
            try
            {
                CustomerJson.Parse(body, prepared.Version.Names, request.Fields);
            }
            finally
            {
                // Also when the body is refused: the server reads what is left of it, and cannot while this read is open.
                context.Request.BodyReader.AdvanceTo(body.End);
            }

            var answer = request.Answer();
            context.Describe(prepared.Version.Stored.ModelName, prepared.Version.Stored.Version, customers: 1);
            context.Response.ContentType = JsonType;
            context.Response.BodyWriter.Write(answer);
        }
        finally
        {
            request.Fields.Clear();
            prepared.Requests.Return(request);
        }

        await context.Response.BodyWriter.FlushAsync(CancellationToken.None);
    }

    private static async Task<Results<EmptyHttpResult, Ok<FileBatchResponse>, ProblemHttpResult>> PredictBatchAsync(
        HttpContext context, ModelStore store, SourceReader sources, FileBatch files, BatchScoring scoring, MemoryBudget budget, IOptions<ReadingOptions> reading, CancellationToken cancellationToken)
    {
        var query = Query(context, BatchQuery.Parameters);
        var (problem, prepared) = await PreparedLookup.FindAsync(context, store, query);
        if (problem is not null) return problem;
        var (named, body) = await SourceRequest.OfAsync(RequestBody.Of(context.Request, reading.Value) with { Sheet = query.Text(SheetQuery.Name), LeftOutLines = SkipLinesQuery.Parse(query) }, cancellationToken);
        if (named is not null && query.Has(SkipLinesQuery.Name)) throw new InvalidParameterException(SkipLinesQuery.Name, $"{SkipLinesQuery.Name} is of the lines of a body; a source is read whole.");
        if (named is not null && FileScopes.Missing(context.User) is { } forbidden) return forbidden;
        var form = named?.Target is null ? AnswerForm.Choose(context.Request, query, AnswerForm.Json) : AnswerForm.Named(query, AnswerForm.Parquet);

        var version = prepared.Version.Stored;
        var orders = OrderQuery.Parse(query, version.Report.Orders);
        var batch = BatchQuery.Of(query, prepared, form, isTable: orders is null);
        if (named?.Target is not null)
        {
            if (orders is not null) throw BatchQuery.NotFileByFile();
            var scored = await files.ScoreAsync(named, batch, cancellationToken);
            context.Describe(version.ModelName, version.Version, (int)Math.Min(scored.Rows, int.MaxValue));
            return TypedResults.Ok(scored);
        }

        using var memory = budget.Open();
        using var output = new BatchOutput(form, prepared, batch.HasColumns ? new OwnColumns() : null, memory);
        var customers = await scoring.ScoreAsync(batch, output, memory, context.Response, ReadAsync, cancellationToken);
        form.CheckFits(customers, output.Columns.Count);
        await output.SendAsync(context.Response, cancellationToken);
        context.Describe(version.ModelName, version.Version, (int)customers);
        return TypedResults.Empty;

        async Task<IReadOnlyList<Notice>> ReadAsync(BatchScorer scorer, Parallelism parallelism)
        {
            if (orders is null)
            {
                await sources.ReadAsync(named, body, scorer, parallelism);
                return [];
            }

            var sink = new OrderSink(orders, reading.Value, parallelism.Memory);
            await sources.ReadAsync(named, body, sink, parallelism);
            var table = sink.Build();
            OrderBatch.TellAsOf(table, context.Response);
            await OrderBatch.GiveAsync(table, version.Model.FeatureSet.Parts, scorer, cancellationToken);
            return table.Notices;
        }
    }

    private static QueryReader Query(HttpContext context, QueryParameter[] parameters) =>
        context.Request.QueryString.HasValue ? new QueryReader(context.Request.Query, parameters) : QueryReader.Empty;
}
