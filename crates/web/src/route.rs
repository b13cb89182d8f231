//! The table of routes: method, path, who may call, what goes in and comes out.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::Method,
    middleware,
    routing::{MethodFilter, MethodRouter, on},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use crate::{AppState, auth};

/// Who may call a route at all. Rights inside one app are checked by the use case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Any signed-in account.
    Account,
    /// Applicants.
    Applicant,
    /// Reviewers.
    Reviewer,
    /// Operators.
    Operator,
    /// Reviewers and operators.
    Staff,
    /// A mini program's back end with its key; checked by the handler.
    Key,
}

/// A named schema with the schemas it refers to.
#[derive(Clone)]
pub struct Shape {
    /// Name in the document.
    pub name: String,
    /// All schemas: its own and those it refers to.
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

impl Shape {
    /// The shape of a type.
    pub(crate) fn named<T: ToSchema>() -> Self {
        let mut schemas = vec![(T::name().into_owned(), <T as PartialSchema>::schema())];
        T::schemas(&mut schemas);
        Self { name: T::name().into_owned(), schemas }
    }
}

/// What a route takes or gives.
#[derive(Clone)]
pub enum Content {
    /// Nothing.
    Nothing,
    /// JSON of this shape.
    Json(Shape),
    /// A JSON array of this shape.
    List(Shape),
    /// Bytes of this media type.
    Bytes(&'static str),
}

/// One route.
#[derive(Clone)]
pub struct Route {
    /// HTTP method.
    pub method: Method,
    /// Path in axum's form, `/api/v1/apps/{id}`.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// One line for the document.
    pub summary: &'static str,
    /// What goes in.
    pub input: Content,
    /// What comes out.
    pub output: Content,
    /// Query parameters: name and meaning.
    pub query: Vec<(&'static str, &'static str)>,
    /// Status when it goes well.
    pub status: u16,
    /// Largest body in bytes.
    pub max_body: usize,
    handler: MethodRouter<AppState>,
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({:?})", self.method, self.path, self.access)
    }
}

const JSON_MAX: usize = 256 * 1024;

fn filter(method: &Method) -> MethodFilter {
    match *method {
        Method::POST => MethodFilter::POST,
        Method::PUT => MethodFilter::PUT,
        Method::DELETE => MethodFilter::DELETE,
        Method::PATCH => MethodFilter::PATCH,
        _ => MethodFilter::GET,
    }
}

impl Route {
    /// A route. Its status when it goes well is 200, 201 for `POST`; [`Route::status`] changes it.
    pub fn new<H, T>(method: Method, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        Self {
            status: if method == Method::POST { 201 } else { 200 },
            handler: on(filter(&method), handler),
            method,
            path,
            access,
            summary: "",
            input: Content::Nothing,
            output: Content::Nothing,
            query: Vec::new(),
            max_body: JSON_MAX,
        }
    }

    /// `GET`.
    pub fn get<H: Handler<T, AppState>, T: 'static>(path: &'static str, access: Access, handler: H) -> Self {
        Self::new(Method::GET, path, access, handler)
    }

    /// `POST`.
    pub fn post<H: Handler<T, AppState>, T: 'static>(path: &'static str, access: Access, handler: H) -> Self {
        Self::new(Method::POST, path, access, handler)
    }

    /// `PUT`.
    pub fn put<H: Handler<T, AppState>, T: 'static>(path: &'static str, access: Access, handler: H) -> Self {
        Self::new(Method::PUT, path, access, handler)
    }

    /// `DELETE`.
    pub fn delete<H: Handler<T, AppState>, T: 'static>(
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        Self::new(Method::DELETE, path, access, handler)
    }

    /// What it does, in one line.
    pub fn about(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// Takes JSON.
    pub fn takes<T: ToSchema>(mut self) -> Self {
        self.input = Content::Json(Shape::named::<T>());
        self
    }

    /// Takes bytes, at most `max`.
    pub fn takes_bytes(mut self, media: &'static str, max: usize) -> Self {
        self.input = Content::Bytes(media);
        self.max_body = max;
        self
    }

    /// Gives JSON.
    pub fn gives<T: ToSchema>(mut self) -> Self {
        self.output = Content::Json(Shape::named::<T>());
        self
    }

    /// Gives a JSON array.
    pub fn gives_list<T: ToSchema>(mut self) -> Self {
        self.output = Content::List(Shape::named::<T>());
        self
    }

    /// Gives bytes.
    pub fn gives_bytes(mut self, media: &'static str) -> Self {
        self.output = Content::Bytes(media);
        self
    }

    /// Has a query parameter.
    pub fn param(mut self, name: &'static str, meaning: &'static str) -> Self {
        self.query.push((name, meaning));
        self
    }

    /// Status when it goes well.
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Adds the route to a router, behind its guard.
    pub(crate) fn mount(&self, router: Router<AppState>, state: &AppState) -> Router<AppState> {
        let guarded = self
            .handler
            .clone()
            .layer(DefaultBodyLimit::max(self.max_body))
            .layer(middleware::from_fn_with_state((state.clone(), self.access), auth::guard));
        router.route(self.path, guarded)
    }
}
