//! The description of the doors for programs, in the form of OpenAPI 3.1: made from the routes themselves, from what their
//! forms ask for and from the types of their answers, so that it can't fall behind.

use axum::http::{Method, StatusCode};
use serde_json::json;
use utoipa::ToSchema;
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{
    ArrayBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, Content, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Paths, Ref, RefOr, Required,
    SecurityRequirement,
};

use crate::access;
use crate::change::Stored;
use crate::problem::Problem;
use crate::route::{API, Answers, Route, Tells};
use crate::shape::{Kind, Part, Shape};
use crate::sign_in::session;
use crate::words::Words;

/// The kind of an answer that says what is wrong.
const PROBLEM_JSON: &str = "application/problem+json";
const JSON: &str = "application/json";

/// The whole description, in `words`.
#[must_use]
pub fn document(words: Words, routes: &[Route]) -> OpenApi {
    let mut paths = Paths::new();
    let mut components = ComponentsBuilder::new();
    for answers in [Answers::of::<Stored>(), Answers::of::<Problem>()] {
        components = components.schemas_from_iter((answers.schemas)());
    }
    for route in routes.iter().filter(|route| is_described(route)) {
        for answers in route.answers.into_iter().chain(route.tells.map(|tells| tells.answers)) {
            components = components.schemas_from_iter((answers.schemas)());
        }
        let method = if route.method == Method::POST { HttpMethod::Post } else { HttpMethod::Get };
        let item = PathItem::new(method, operation(words, route));
        match paths.paths.get_mut(route.path.as_ref()) {
            Some(known) => known.merge_operations(item),
            None => {
                paths.paths.insert(route.path.to_string(), item);
            }
        }
    }
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(words.say("api-bearer")));
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description(session::NAME, &words.say("api-cookie")));
    let info = InfoBuilder::new()
        .title(words.say("portal-name"))
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(words.say("api-about")));
    OpenApiBuilder::new()
        .info(info)
        .paths(paths)
        .components(Some(
            components
                .security_scheme("token", SecurityScheme::Http(token.build()))
                .security_scheme("session", SecurityScheme::ApiKey(cookie))
                .build(),
        ))
        .security(Some(["token", "session"].map(required)))
        .build()
}

fn required(name: &str) -> SecurityRequirement {
    SecurityRequirement::new(name, Vec::<String>::new())
}

/// Whether the description speaks of this door: every one for programs but the description's own.
#[must_use]
pub fn is_described(route: &Route) -> bool {
    route.path.starts_with(API) && !route.path.ends_with("openapi.json")
}

/// The message id that says what is done through a door.
#[must_use]
pub fn summary_id(path: &str) -> String {
    let words =
        path.trim_start_matches(API).split('/').filter(|part| !part.is_empty() && !part.starts_with('{'));
    let name: Vec<&str> = words.collect();
    let one = path.ends_with('}');
    format!("api-{}{}", name.join("-").replace('_', "-"), if one { "-one" } else { "" })
}

fn operation(words: Words, route: &Route) -> Operation {
    let slug = summary_id(&route.path);
    let mut operation = OperationBuilder::new()
        .operation_id(Some(format!(
            "{}-{}",
            route.method.as_str().to_lowercase(),
            slug.trim_start_matches("api-")
        )))
        .summary(Some(words.say(&slug)));
    for name in parameters(&route.path) {
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .schema(Some(text().build()));
        operation = operation.parameter(parameter);
    }
    match route.takes {
        Some(shape) => taking(words, operation, shape, route.tells),
        None => operation.response("200", answer(words, route.answers)),
    }
    .securities(access::is_for_people_alone(route.action).then(|| [required("session")]))
    .response("401", problem(words, "error-sign-in"))
    .response("403", problem(words, "error-forbidden"))
    .response("404", problem(words, "error-not-found"))
    .build()
}

/// What a command takes, and what it answers.
fn taking(
    words: Words,
    operation: OperationBuilder,
    shape: &Shape,
    tells: Option<Tells>,
) -> OperationBuilder {
    let header = |name: &str, about: &str, kind: ObjectBuilder| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(words.say(about)))
            .schema(Some(kind.build()))
    };
    let key = text().format(Some(SchemaFormat::Custom("uuid".to_owned())));
    let body = RequestBodyBuilder::new()
        .required(Some(Required::True))
        .content(JSON, Content::new(Some(object(words, shape.0))));
    let stored = |about: &str| {
        let schema = Ref::from_schema_name(Stored::name());
        ResponseBuilder::new().description(words.say(about)).content(JSON, Content::new(Some(schema)))
    };
    let told = |status: StatusCode| tells.filter(|tells| tells.status == status);
    let made = told(StatusCode::CREATED);
    let operation = match told(StatusCode::ACCEPTED) {
        Some(tells) => operation.response("202", answer(words, Some(tells.answers))),
        None => operation,
    };
    let operation = match (made, told(StatusCode::OK)) {
        (Some(tells), _) => operation.response("201", answer(words, Some(tells.answers))),
        (None, Some(tells)) => operation
            .response("201", stored("api-stored"))
            .response("200", answer(words, Some(tells.answers))),
        (None, None) => {
            operation.response("201", stored("api-stored")).response("200", stored("api-nothing-new"))
        }
    };
    operation
        .parameter(header("Idempotency-Key", "api-key", key))
        .parameter(header("If-Match", "api-match", text()))
        .request_body(Some(body.build()))
        .response("400", problem(words, "problem-unreadable"))
        .response("412", problem(words, "conflict-title"))
        .response("413", problem(words, "error-too-large"))
        .response("415", problem(words, "problem-not-json"))
        .response("422", problem(words, "problem-refused"))
}

fn answer(words: Words, answers: Option<Answers>) -> ResponseBuilder {
    let response = ResponseBuilder::new().description(words.say("api-answer"));
    match answers {
        Some(answers) => response.content(JSON, Content::new(Some(Ref::from_schema_name((answers.name)())))),
        None => response,
    }
}

fn problem(words: Words, about: &str) -> ResponseBuilder {
    let schema = Ref::from_schema_name(Problem::name());
    ResponseBuilder::new().description(words.say(about)).content(PROBLEM_JSON, Content::new(Some(schema)))
}

/// The names in braces of a path.
fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// A JSON object with these members.
fn object(words: Words, parts: &[Part]) -> RefOr<Schema> {
    let mut object = ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(utoipa::openapi::schema::AdditionalProperties::FreeForm(false)));
    for part in parts {
        object = object.property(part.name, member(words, part));
        if part.needed {
            object = object.required(part.name);
        }
    }
    RefOr::T(Schema::Object(object.build()))
}

/// One member: its kind, and the words of the form's own label.
fn member(words: Words, part: &Part) -> RefOr<Schema> {
    let label = format!("field-{}", part.name.replace('_', "-"));
    let about = words.has(&label).then(|| words.say(&label));
    let listed = |all: Vec<String>| text().enum_values(Some(all)).description(about.clone()).build();
    let described = |object: ObjectBuilder| object.description(about.clone()).build();
    let object_of = match part.kind {
        Kind::Text { most } => described(text().max_length(Some(most))),
        Kind::Day => described(text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))),
        Kind::Number => {
            described(ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::Number, Type::String])))
        }
        Kind::Tick => described(ObjectBuilder::new().schema_type(Type::Boolean)),
        Kind::Word(all) => listed(all()),
        Kind::Reason(act) => listed(act.codes().iter().map(ToString::to_string).collect()),
        Kind::Code => described(text().examples([json!("number-test@1")])),
        Kind::Id => described(text().format(Some(SchemaFormat::Custom("uuid".to_owned())))),
        Kind::Several { .. } => {
            let items =
                ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Integer]));
            let list = ArrayBuilder::new().items(items).description(about);
            return RefOr::T(Schema::Array(list.build()));
        }
        Kind::Each { words: all, .. } => {
            let each = RefOr::T(Schema::Object(text().enum_values(Some(all())).build()));
            described(ObjectBuilder::new().schema_type(Type::Object).additional_properties(Some(each)))
        }
        Kind::Table => {
            let cell = SchemaType::from_iter([Type::String, Type::Number, Type::Null]);
            let row = ArrayBuilder::new().items(ObjectBuilder::new().schema_type(cell).build());
            let row = RefOr::T(Schema::Array(row.build()));
            return RefOr::T(Schema::Array(ArrayBuilder::new().items(row).description(about).build()));
        }
        Kind::Rows(parts) => described(
            ObjectBuilder::new().schema_type(Type::Object).additional_properties(Some(object(words, parts))),
        ),
    };
    RefOr::T(Schema::Object(object_of))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::by_people;

    #[test]
    fn every_door_for_programs_is_described_in_words_and_no_other() {
        let routes = crate::routes();
        let document = serde_json::to_value(document(Words::default(), &routes)).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        let described = document["paths"].as_object().unwrap();
        let doors: Vec<&Route> = routes.iter().filter(|route| is_described(route)).collect();
        for route in &doors {
            let method = route.method.as_str().to_lowercase();
            let operation = &described[route.path.as_ref()][&method];
            assert!(operation.is_object(), "{} is not described", route.path);
            let id = summary_id(&route.path);
            assert!(Words::default().has(&id), "{} has no words: {id}", route.path);
            let speaks = route.takes.is_some() || route.answers.is_some();
            assert!(speaks, "{} does not say what it takes or answers", route.path);
        }
        let operations: usize = described.values().map(|item| item.as_object().unwrap().len()).sum();
        assert_eq!(operations, doors.len());
    }

    #[test]
    fn every_form_that_records_something_is_open_to_programs_or_stands_on_the_list_with_its_reason() {
        let routes = crate::routes();
        for route in routes.iter().filter(|route| route.method == Method::POST && route.takes.is_none()) {
            let twin = format!("{API}{}", route.path);
            let open = routes.iter().any(|other| other.path == twin && other.takes.is_some());
            let by_people = by_people::reason(&route.path).is_some();
            assert!(open != by_people, "{}: open {open}, by people {by_people}", route.path);
        }
    }

    #[test]
    fn a_door_for_people_alone_asks_for_their_session_and_for_no_token() {
        let document = serde_json::to_value(document(Words::default(), &crate::routes())).unwrap();
        let security = |path: &str| document["paths"][path]["post"]["security"].clone();
        assert_eq!(security("/api/v1/people/{account}/roles/new"), json!([{"session": []}]));
        assert_eq!(security("/api/v1/cycles/{cycle}/start"), serde_json::Value::Null, "as all of it says");
    }

    #[test]
    fn every_reference_leads_to_a_schema() {
        let document = serde_json::to_value(document(Words::default(), &crate::routes())).unwrap();
        let text = document.to_string();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let named = text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next());
        let missing: Vec<&str> = named.filter(|name| !schemas.contains_key(*name)).collect();
        assert_eq!(missing, Vec::<&str>::new());
    }
}
